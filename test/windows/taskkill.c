/* taskkill /pid ID /t /f: ends a process, with /t its children too, as Windows' own does and Wine's does not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <tlhelp32.h>

#define MOST 4096

static PROCESSENTRY32 processes[MOST];
static int count;

static void end(DWORD id, int with_children, int depth) {
  HANDLE process = OpenProcess(PROCESS_TERMINATE, FALSE, id);
  if (process) {
    TerminateProcess(process, 1);
    CloseHandle(process);
  }
  if (!with_children || depth > 50) return;
  for (int i = 0; i < count; i++) {
    if (processes[i].th32ParentProcessID == id && processes[i].th32ProcessID != id) {
      end(processes[i].th32ProcessID, 1, depth + 1);
    }
  }
}

int main(int words, char **word) {
  DWORD id = 0;
  int with_children = 0;
  for (int i = 1; i < words; i++) {
    if (!_stricmp(word[i], "/pid") && i + 1 < words) id = (DWORD)atoi(word[++i]);
    else if (!_stricmp(word[i], "/t")) with_children = 1;
  }
  HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
  PROCESSENTRY32 entry = {sizeof entry};
  int found = 0;
  for (BOOL more = Process32First(all, &entry); more; more = Process32Next(all, &entry)) {
    if (count < MOST) processes[count++] = entry;
    if (entry.th32ProcessID == id) found = 1;
  }
  if (!found) {
    fprintf(stderr, "ERROR: The process \"%lu\" not found.\n", id);
    return 128;
  }
  end(id, with_children, 0);
  return 0;
}
