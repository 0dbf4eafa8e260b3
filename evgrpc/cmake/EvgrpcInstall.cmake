# What others take: both libraries, which show the functions of evgrpc.h and no other name, and what finds them.
# In the tree the programs link target evgrpc, a plain archive whose insides the tests reach.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(objects $<TARGET_OBJECTS:evgrpc> $<TARGET_OBJECTS:evgrpc_proto>)
get_target_property(libraries evgrpc LINK_LIBRARIES)

add_library(evgrpc_shared SHARED ${objects})
target_link_libraries(evgrpc_shared PRIVATE ${libraries})
set_target_properties(evgrpc_shared PROPERTIES OUTPUT_NAME evgrpc LINKER_LANGUAGE C VERSION ${PROJECT_VERSION}
                                               SOVERSION ${PROJECT_VERSION_MAJOR})

# The archive for strangers: one object in which hidden names have become local, so that a program may have a
# function named as one of ours inside, or its own code of the same protos.
set(archive ${CMAKE_CURRENT_BINARY_DIR}/static/libevgrpc.a)
set(merged ${CMAKE_CURRENT_BINARY_DIR}/static/evgrpc.o)
file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/static)
add_custom_command(
  OUTPUT ${archive}
  COMMAND ${CMAKE_LINKER} -r -o ${merged} ${objects}
  COMMAND ${CMAKE_OBJCOPY} --localize-hidden ${merged}
  COMMAND ${CMAKE_COMMAND} -E rm -f ${archive}
  COMMAND ${CMAKE_AR} rcs ${archive} ${merged}
  DEPENDS evgrpc evgrpc_proto ${objects}
  COMMAND_EXPAND_LISTS VERBATIM)
add_custom_target(evgrpc_archive ALL DEPENDS ${archive})
