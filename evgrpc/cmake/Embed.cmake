# embed_file(TARGET SYMBOL FILE): puts FILE into TARGET's read-only data as
#   extern const unsigned char SYMBOL[]; extern const unsigned char SYMBOL_end[];
enable_language(ASM)
function(embed_file target symbol file)
  set(assembly ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.S)
  file(
    GENERATE
    OUTPUT ${assembly}
    CONTENT
      ".section .rodata\n.global ${symbol}\n.global ${symbol}_end\n.balign 16\n${symbol}:\n.incbin \"${file}\"\n${symbol}_end:\n.byte 0\n.section .note.GNU-stack,\"\",%progbits\n"
  )
  set_source_files_properties(${assembly} PROPERTIES OBJECT_DEPENDS ${file} GENERATED TRUE)
  target_sources(${target} PRIVATE ${assembly})
endfunction()
