#include "flags.h"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <vector>

void ReadFlags(int argc, char **argv, Flags *flags)
{
	std::vector<std::string> words;

	for (int i = 1; i < argc; i++) {
		std::string word = argv[i];
		size_t at = word.find('=');

		words.push_back(word.substr(0, at));
		if (at != std::string::npos)
			words.push_back(word.substr(at + 1));
	}
	for (size_t i = 0; i < words.size(); i += 2) {
		std::string name = words[i].substr(0, 2) == "--" ? words[i].substr(2) : "";

		if (!flags->count(name) || i + 1 == words.size()) {
			std::cerr << "There is no flag \"" << words[i] << "\" with a value. Flags:";
			for (const auto &flag : *flags)
				std::cerr << " " << flag.first;
			std::cerr << std::endl;
			exit(2);
		}
		(*flags)[name] = words[i + 1];
	}
}

std::string ReadFile(const std::string &path)
{
	std::ifstream file(path, std::ios::binary);
	std::stringstream content;

	if (!file) {
		std::cerr << "cannot read " << path << std::endl;
		exit(1);
	}
	content << file.rdbuf();
	return content.str();
}
