# Every library evgrpc links, as PkgConfig:: targets, and by their names for evgrpc.pc and evgrpcConfig.cmake.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(LIBEVENT REQUIRED IMPORTED_TARGET libevent_core)
pkg_check_modules(NGHTTP2 REQUIRED IMPORTED_TARGET libnghttp2)
pkg_check_modules(OPENSSL_SSL REQUIRED IMPORTED_TARGET libssl libcrypto)
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(PROTOBUFC REQUIRED IMPORTED_TARGET libprotobuf-c)
set(EVGRPC_PUBLIC_MODULES libevent_core libprotobuf-c)       # a program calls them itself
set(EVGRPC_PRIVATE_MODULES libnghttp2 libssl libcrypto zlib) # it does not
