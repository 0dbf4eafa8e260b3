# Warnings are errors; hardening as the OpenSSF guide lists it. A flag one compiler lacks is left out by a check.
include(CheckCCompilerFlag)
include(CheckLinkerFlag)

add_library(huiyin_flags INTERFACE)
set(wanted
    -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla -Wformat=2
    -Wswitch-enum -Wundef
    -fstack-protector-strong -fstack-clash-protection -fcf-protection -ftrivial-auto-var-init=zero
    -fno-strict-aliasing)
foreach(flag IN LISTS wanted)
  string(MAKE_C_IDENTIFIER "has${flag}" var)
  check_c_compiler_flag(${flag} ${var})
  if(${var})
    target_compile_options(huiyin_flags INTERFACE ${flag})
  endif()
endforeach()
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
target_link_options(huiyin_flags INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)
target_compile_definitions(huiyin_flags INTERFACE _GNU_SOURCE HUIYIN_VERSION="${PROJECT_VERSION}")

add_library(evgrpc_flags ALIAS huiyin_flags) # what evgrpc asks of the project around it

if(HUIYIN_SANITIZE)
  set(PROTOBUF_C_OPTIONS -fsanitize=${HUIYIN_SANITIZE})
  target_compile_options(huiyin_flags INTERFACE -fsanitize=${HUIYIN_SANITIZE} -fno-omit-frame-pointer
                                                -fno-sanitize-recover=all)
  target_link_options(huiyin_flags INTERFACE -fsanitize=${HUIYIN_SANITIZE})
elseif(CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  # Fortify needs optimisation and hides what the sanitizers would report.
  target_compile_options(huiyin_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
endif()
if(HUIYIN_COVERAGE)
  target_compile_options(huiyin_flags INTERFACE --coverage)
  target_link_options(huiyin_flags INTERFACE --coverage)
endif()
check_linker_flag(C -pie has_pie)
if(has_pie)
  set(CMAKE_EXE_LINKER_FLAGS "${CMAKE_EXE_LINKER_FLAGS} -pie")
endif()
