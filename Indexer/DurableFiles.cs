using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using PassiveDns.Formats;

namespace PassiveDns.Indexer;

/// <summary>Every change to an archive's runs and manifest goes through here: after a power cut a file is there whole, or not at all.</summary>
/// <remarks>Not sealed, and virtual, so that a test can make any single step fail.</remarks>
internal class DurableFiles
{
    private const int BufferLength = 1 << 16;

    /// <summary>The real file system.</summary>
    public static DurableFiles Default { get; } = new();

    /// <summary>Makes a folder, with those above it; does not wait for the medium.</summary>
    public virtual void CreateFolder(string folder) => Directory.CreateDirectory(folder);

    /// <summary>Makes a folder, with those above it, and waits until the medium has their names.</summary>
    /// <remarks>Waits for the name of a folder that is there, too: the process that made it may have died before it could.</remarks>
    public void EnsureFolder(string folder)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Path.GetDirectoryName(folder) is not { } parent) return; // the root
        var isNew = !Directory.Exists(folder);
        if (isNew)
        {
            if (!Directory.Exists(parent)) EnsureFolder(parent);
            CreateFolder(folder);
        }

        try
        {
            SyncFolder(parent);
        }
        catch (UnauthorizedAccessException) when (!isNew)
        {
            // A folder that others made for us, in one that we may not read: its name is theirs to keep.
        }
    }

    /// <summary>Makes a new file, or empties one of that name.</summary>
    /// <returns>A stream for <see cref="Sync"/> of the same object.</returns>
    public virtual Stream Create(string path) =>
        new WrittenFile(path, FileMode.Create, FileAccess.Write, FileShare.Read, BufferLength);

    /// <summary>Writes buffered octets and waits until the medium has them.</summary>
    public virtual void Sync(Stream file) => ((FileStream)file).Flush(flushToDisk: true);

    /// <summary>Gives a file its name in one step, in place of one that had it.</summary>
    public virtual void Rename(string path, string newPath) => File.Move(path, newPath, overwrite: true);

    /// <summary>Waits until the medium has the folder's list of files. Windows keeps that list in its journal and offers no such call.</summary>
    public virtual void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        using var handle = OpenUnlocked(folder);
        RandomAccess.FlushToDisk(handle);
    }

    public virtual void Delete(string path) => File.Delete(path);

    /// <summary>Deletes what is of no more use; what cannot be deleted now, the next writer sweeps.</summary>
    public void TryDelete(string path)
    {
        try
        {
            Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Opens a file or folder for reading without the advisory lock that .NET takes; not for Windows.</summary>
    /// <remarks>
    /// .NET opens no folders, and no file that another process holds with <see cref="FileShare.None"/>. It resolves <c>..</c> in the text of
    /// a path, before the system sees it; so does this.
    /// </remarks>
    public static SafeFileHandle OpenUnlocked(string path)
    {
        const int readOnly = 0, accessDenied = 13; // O_RDONLY, EACCES
        var handle = new SafeFileHandle(Open(Path.GetFullPath(path), readOnly), ownsHandle: true);
        if (!handle.IsInvalid) return handle;
        var fault = $"{path}: {Marshal.GetLastPInvokeErrorMessage()}";
        throw Marshal.GetLastPInvokeError() == accessDenied ? new UnauthorizedAccessException(fault) : new IOException(fault);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
