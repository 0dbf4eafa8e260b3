# embed_file(TARGET SYMBOL FILE): puts FILE into TARGET's read-only data as
#   extern const unsigned char SYMBOL[]; extern const unsigned char SYMBOL_end[];
# which no library shows to others.
enable_language(ASM)
function(embed_file target symbol file)
  set(assembly ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.S)
  file(
    GENERATE
    OUTPUT ${assembly}
    CONTENT
      ".section .rodata\n.global ${symbol}\n.global ${symbol}_end\n.hidden ${symbol}\n.hidden ${symbol}_end\n.balign 16\n${symbol}:\n.incbin \"${file}\"\n${symbol}_end:\n.byte 0\n.section .note.GNU-stack,\"\",%progbits\n"
  )
  string(REGEX MATCHALL "-m[^ ]+" machine "${CMAKE_C_FLAGS}") # -m32 and the like
  set_source_files_properties(${assembly} PROPERTIES OBJECT_DEPENDS ${file} GENERATED TRUE COMPILE_OPTIONS "${machine}")
  target_sources(${target} PRIVATE ${assembly})
endfunction()
