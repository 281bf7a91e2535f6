# cmake -DFILE=<file> -DOUTPUT=<text file> -P TimeOfContents.cmake: writes a time, in seconds since 1970, that is a
# function of the file's contents, between 2000 and 2017 and even, as a zip's times are.
#
# JavaCPP keeps a library that it has unpacked until the time or the size of its jar's entry changes, and rebuilt
# libraries are often of the same size. With the time of the build in the jar no two builds would give the same jar;
# with one fixed time a rebuilt library would not be noticed.
file(SHA256 "${FILE}" hash)
string(SUBSTRING "${hash}" 0 7 digits)
math(EXPR time "946684800 + 2 * 0x${digits}")
file(WRITE "${OUTPUT}" "${time}")
