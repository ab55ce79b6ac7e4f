"""Mounts a folder as a disk that forgives letter case and Unicode form in names, as those of macOS do.

Usage: forgiving_disk.py <folder> <mount point> apfs|hfs

apfs keeps a name as it was given, hfs stores it decomposed. Needs fusepy (Debian: python3-fusepy) and FUSE.
"""
import errno
import os
import sys
import unicodedata

try:
    from fusepy import FUSE, FuseOSError, Operations
except ImportError:
    from fuse import FUSE, FuseOSError, Operations

folder, mount_point, kind = sys.argv[1:4]
ATTRIBUTES = ('st_atime', 'st_ctime', 'st_gid', 'st_ino', 'st_mode', 'st_mtime', 'st_nlink', 'st_size', 'st_uid')
SPACE = ('f_bavail', 'f_bfree', 'f_blocks', 'f_bsize', 'f_favail', 'f_ffree', 'f_files', 'f_flag', 'f_frsize', 'f_namemax')


def folded(name):
    return unicodedata.normalize('NFD', unicodedata.normalize('NFD', name).casefold())


def as_stored(name):
    return unicodedata.normalize('NFD', name) if kind == 'hfs' else name


def place(path):
    """Where a path of the mounted disk lies in the folder."""
    at = os.path.realpath(folder)
    for part in filter(None, path.split('/')):
        if not os.path.lexists(os.path.join(at, part)):
            names = os.listdir(at) if os.path.isdir(at) else []
            part = next((name for name in names if folded(name) == folded(part)), as_stored(part))
        at = os.path.join(at, part)
    return at


def numbers(stats, names):
    return {name: getattr(stats, name) for name in names}


class Disk(Operations):
    def __call__(self, operation, *arguments):
        try:
            return super().__call__(operation, *arguments)
        except OSError as error:
            raise FuseOSError(error.errno) from None

    def access(self, path, mode):
        if not os.access(place(path), mode):
            raise FuseOSError(errno.EACCES)

    def getattr(self, path, fh=None):
        return numbers(os.lstat(place(path)), ATTRIBUTES)

    def statfs(self, path):
        return numbers(os.statvfs(place(path)), SPACE)

    def readdir(self, path, fh):
        return ['.', '..', *os.listdir(place(path))]

    def readlink(self, path):
        return os.readlink(place(path))

    def mkdir(self, path, mode):
        os.mkdir(place(path), mode)

    def rmdir(self, path):
        os.rmdir(place(path))

    def unlink(self, path):
        os.unlink(place(path))

    def symlink(self, path, target):
        os.symlink(target, place(path))

    def link(self, path, existing):
        os.link(place(existing), place(path))

    def rename(self, old, new):
        source, target = place(old), place(new)
        if source == target:
            parent, name = os.path.split(new)
            target = os.path.join(place(parent), as_stored(name))
        os.rename(source, target)

    def chmod(self, path, mode):
        os.chmod(place(path), mode)

    def chown(self, path, user, group):
        os.chown(place(path), user, group, follow_symlinks=False)

    def utimens(self, path, times=None):
        os.utime(place(path), times)

    def create(self, path, mode, fi=None):
        return os.open(place(path), os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)

    def open(self, path, flags):
        return os.open(place(path), flags & ~(os.O_CREAT | os.O_EXCL))

    def read(self, path, size, offset, fh):
        return os.pread(fh, size, offset)

    def write(self, path, data, offset, fh):
        return os.pwrite(fh, data, offset)

    def truncate(self, path, length, fh=None):
        os.truncate(place(path), length)

    def fsync(self, path, only_data, fh):
        os.fsync(fh)

    def flush(self, path, fh):
        pass

    def release(self, path, fh):
        os.close(fh)


FUSE(Disk(), mount_point, foreground=True, nothreads=True, default_permissions=True, use_ino=True,
     attr_timeout=0, entry_timeout=0, negative_timeout=0)
