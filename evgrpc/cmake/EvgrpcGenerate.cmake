# evgrpc_generate(TARGET ROOT [MESSAGES_ONLY] file...): adds to TARGET what is made of ROOT/file...: protoc-c's
# x.pb-c.h and .c, and for files with services x.evgrpc.h and .c with typed handlers and stubs (docs/generator.md). The
# headers are included by their file's name: "demo/greeter.evgrpc.h". Imports are looked for below ROOT and where
# protobuf's own are. MESSAGES_ONLY leaves the stubs out.
#
# It works in evgrpc's tree, where target protoc-gen-evgrpc is built, and with an installed evgrpc.
find_program(PROTOC_C protoc-c)
find_program(PROTOC protoc) # protoc-c takes no plugins
find_path(PROTOBUF_PROTOS google/protobuf/descriptor.proto)

function(evgrpc_generate target root)
  cmake_parse_arguments(PARSE_ARGV 2 arg "MESSAGES_ONLY" "" "")
  evgrpc_check_tools()
  set(out ${CMAKE_BINARY_DIR}/generated)
  set(includes -I ${root} -I ${PROTOBUF_PROTOS})
  set(files ${arg_UNPARSED_ARGUMENTS})
  list(TRANSFORM files PREPEND ${root}/)
  foreach(proto IN LISTS arg_UNPARSED_ARGUMENTS)
    string(REGEX REPLACE "\\.proto$" "" stem ${proto})
    get_filename_component(folder ${out}/${proto} DIRECTORY)
    file(MAKE_DIRECTORY ${folder})
    set(made ${out}/${stem}.pb-c.c ${out}/${stem}.pb-c.h)
    set(stubs)
    # Whether there is a service must be known now: look again when the file changes.
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${root}/${proto})
    file(STRINGS ${root}/${proto} services REGEX "^[ \t]*service[ \t]+[A-Za-z0-9_]+[ \t]*({|$)")
    if(services AND NOT arg_MESSAGES_ONLY)
      list(APPEND made ${out}/${stem}.evgrpc.c ${out}/${stem}.evgrpc.h)
      set(stubs COMMAND ${PROTOC} ${includes} --plugin=protoc-gen-evgrpc=${plugin} --evgrpc_out=${out} ${proto})
    endif()
    add_custom_command(
      OUTPUT ${made}
      COMMAND ${PROTOC_C} ${includes} --c_out=${out} ${proto}
      ${stubs}
      DEPENDS ${files} ${plugin}
      VERBATIM)
    target_sources(${target} PRIVATE ${made})
  endforeach()
  target_include_directories(${target} SYSTEM PUBLIC ${out})
endfunction()

# Sets plugin, the program that makes the stubs: of this tree, or installed.
macro(evgrpc_check_tools)
  set(plugin)
  if(NOT PROTOC_C OR NOT PROTOBUF_PROTOS)
    message(FATAL_ERROR "evgrpc_generate needs protoc-c and protobuf's own .proto files, which were not found "
                        "(Debian: protobuf-c-compiler, libprotobuf-dev).")
  endif()
  if(NOT arg_MESSAGES_ONLY)
    if(NOT PROTOC)
      message(FATAL_ERROR "evgrpc_generate needs protoc, which was not found (Debian: protobuf-compiler).")
    endif()
    set(plugin ${EVGRPC_PLUGIN})
    if(TARGET protoc-gen-evgrpc)
      set(plugin $<TARGET_FILE:protoc-gen-evgrpc>)
    endif()
  endif()
endmacro()
