/* One line per event on stderr: logfmt ("at=… level=info event=… key=value"), or JSON with HUIYIN_LOG_FORMAT=json.
 * Values are quoted as needed. Secrets never go in. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_DEBUG_, LOG_INFO_, LOG_WARN_, LOG_ERROR_ };

/* Sets the lowest level written; LOG_INFO_ at first. */
void log_set_level(enum log_level level);
/* Writes event and pairs: const char *key, const char *value, … ended by NULL. From any thread. */
void log_event(enum log_level level, const char *event, ...) __attribute__((sentinel));

#endif
