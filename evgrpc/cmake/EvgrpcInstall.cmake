# What others take: both libraries, which show the functions of evgrpc.h and no other name, and what finds them.
# In the tree the programs link target evgrpc, a plain archive whose insides the tests reach.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(objects $<TARGET_OBJECTS:evgrpc> $<TARGET_OBJECTS:evgrpc_proto>)
get_target_property(libraries evgrpc LINK_LIBRARIES)

add_library(evgrpc_shared SHARED ${objects})
target_link_libraries(evgrpc_shared PRIVATE ${libraries})
# Until 1.0 a minor version may change the interface: programs of the one before must not load it.
set_target_properties(evgrpc_shared PROPERTIES OUTPUT_NAME evgrpc LINKER_LANGUAGE C VERSION ${PROJECT_VERSION}
                                               SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})

# The archive for strangers: one object in which hidden names have become local, so that a program may have a
# function named as one of ours inside, or its own code of the same protos.
set(archive ${CMAKE_CURRENT_BINARY_DIR}/static/libevgrpc.a)
set(merged ${CMAKE_CURRENT_BINARY_DIR}/static/evgrpc.o)
file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/static)
separate_arguments(flags UNIX_COMMAND "${CMAKE_C_FLAGS}") # -m32 and the like
add_custom_command(
  OUTPUT ${archive}
  COMMAND ${CMAKE_C_COMPILER} ${flags} -r -nostdlib -o ${merged} ${objects}
  COMMAND ${CMAKE_OBJCOPY} --localize-hidden ${merged}
  COMMAND ${CMAKE_COMMAND} -E rm -f ${archive}
  COMMAND ${CMAKE_AR} rcs ${archive} ${merged}
  DEPENDS evgrpc evgrpc_proto ${objects}
  COMMAND_EXPAND_LISTS VERBATIM)
add_custom_target(evgrpc_archive ALL DEPENDS ${archive})

# pkg-config and CMake's find_package. public: what evgrpc.h speaks of; private: what only the archive asks for.
list(JOIN EVGRPC_PUBLIC_MODULES " " public_modules)
list(JOIN EVGRPC_PRIVATE_MODULES " " private_modules)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/evgrpc)
set(proto_dir ${CMAKE_INSTALL_DATADIR}/evgrpc/proto)
file(RELATIVE_PATH up /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" up ${up})
configure_file(${CMAKE_CURRENT_LIST_DIR}/evgrpc.pc.in evgrpc.pc @ONLY)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/evgrpcConfig.cmake.in evgrpcConfig.cmake
  INSTALL_DESTINATION ${package_dir}
  PATH_VARS CMAKE_INSTALL_BINDIR CMAKE_INSTALL_LIBDIR CMAKE_INSTALL_INCLUDEDIR proto_dir)
# Below 1.0.0 a minor number may change the interface.
write_basic_package_version_file(evgrpcConfigVersion.cmake COMPATIBILITY SameMinorVersion)

install(FILES include/evgrpc.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES ${archive} DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS evgrpc_shared LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/evgrpc.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/evgrpcConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/evgrpcConfigVersion.cmake
              ${CMAKE_CURRENT_LIST_DIR}/EvgrpcGenerate.cmake
        DESTINATION ${package_dir})
install(TARGETS protoc-gen-evgrpc RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY proto/ DESTINATION ${proto_dir})
install(FILES man/evgrpc.3 DESTINATION ${CMAKE_INSTALL_MANDIR}/man3)
install(FILES man/protoc-gen-evgrpc.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES README.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs examples DESTINATION ${CMAKE_INSTALL_DOCDIR})
