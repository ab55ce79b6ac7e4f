/* hold MILLISECONDS SHARING FILE: keeps a file open; SHARING is made of r (read), w (write) and d (delete), or none. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

int main(int count, char **words) {
  if (count != 4) return 2;
  DWORD sharing = 0;
  if (strcmp(words[2], "none") != 0) {
    if (strchr(words[2], 'r')) sharing |= FILE_SHARE_READ;
    if (strchr(words[2], 'w')) sharing |= FILE_SHARE_WRITE;
    if (strchr(words[2], 'd')) sharing |= FILE_SHARE_DELETE;
  }
  HANDLE file = CreateFileA(words[3], GENERIC_READ, sharing, NULL, OPEN_EXISTING, 0, NULL);
  if (file == INVALID_HANDLE_VALUE) return 1;
  printf("held\n");
  fflush(stdout);
  Sleep(atoi(words[1]));
  return 0;
}
