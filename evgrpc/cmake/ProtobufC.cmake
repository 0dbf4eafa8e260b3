# protobuf_c_library(NAME ROOT file...): a static library of what protoc-c makes of ROOT/file..., headers below
# ${CMAKE_BINARY_DIR}/generated, included as "grpc/health/v1/health.pb-c.h". stub_library(NAME ROOT file...): the same
# with evgrpc's stubs. PROTOBUF_C_OPTIONS, a list, is added to their compiler options: sanitizers, for example.
include(EvgrpcGenerate)

function(protobuf_c_library name root)
  add_library(${name} STATIC)
  evgrpc_generate(${name} ${root} MESSAGES_ONLY ${ARGN})
  target_link_libraries(${name} PUBLIC PkgConfig::PROTOBUFC)
  target_compile_options(${name} PRIVATE ${PROTOBUF_C_OPTIONS})
endfunction()

function(stub_library name root)
  add_library(${name} STATIC)
  evgrpc_generate(${name} ${root} ${ARGN})
  target_link_libraries(${name} PUBLIC PkgConfig::PROTOBUFC evgrpc)
  target_compile_options(${name} PRIVATE ${PROTOBUF_C_OPTIONS})
endfunction()
