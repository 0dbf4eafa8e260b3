/* The command line from argv to exit code; main() only calls it, so that tests can. */
#ifndef CLI_H
#define CLI_H

/* Runs the program. Returns an exit code. */
int cli_run(int argc, char **argv);

#endif
