#include <stddef.h>
#include <stdint.h>

/// libFuzzer's loop: reads its flags and corpus folders from the arguments, then tries input after input.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*tryInput)(const uint8_t *bytes, size_t count));
