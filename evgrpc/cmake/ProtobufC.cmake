# protobuf_c_library(NAME ROOT file...): a static library of what protoc-c makes of ROOT/file..., headers below
# ${CMAKE_BINARY_DIR}/generated, included as "grpc/health/v1/health.pb-c.h". PROTOBUF_C_OPTIONS, a list, is added to its
# compiler options: sanitizers, for example.
find_program(PROTOC_C protoc-c REQUIRED)
set(GENERATED ${CMAKE_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${GENERATED})

function(protobuf_c_library name root)
  set(sources)
  foreach(proto IN LISTS ARGN)
    string(REGEX REPLACE "\\.proto$" ".pb-c" stem ${proto})
    get_filename_component(directory ${GENERATED}/${proto} DIRECTORY)
    file(MAKE_DIRECTORY ${directory})
    add_custom_command(
      OUTPUT ${GENERATED}/${stem}.c ${GENERATED}/${stem}.h
      COMMAND ${PROTOC_C} -I ${root} -I /usr/include --c_out=${GENERATED} ${proto}
      WORKING_DIRECTORY ${root}
      DEPENDS ${root}/${proto})
    list(APPEND sources ${GENERATED}/${stem}.c ${GENERATED}/${stem}.h)
  endforeach()
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} SYSTEM PUBLIC ${GENERATED})
  target_link_libraries(${name} PUBLIC PkgConfig::PROTOBUFC)
  target_compile_options(${name} PRIVATE ${PROTOBUF_C_OPTIONS})
endfunction()
