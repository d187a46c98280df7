using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PassiveDns.Indexer;

/// <summary>Every change to an archive's runs and manifest goes through here: after a power cut a file is there whole, or not at all.</summary>
/// <remarks>Not sealed, and virtual, so that a test can make any single step fail.</remarks>
internal class DurableFiles
{
    private const int BufferLength = 1 << 16;

    /// <summary>The real file system.</summary>
    public static DurableFiles Default { get; } = new();

    public virtual void CreateFolder(string folder) => Directory.CreateDirectory(folder);

    /// <summary>Makes a new file, or empties one of that name.</summary>
    public virtual FileStream Create(string path) =>
        new(path, FileMode.Create, FileAccess.Write, FileShare.Read, BufferLength);

    /// <summary>Writes buffered octets and waits until the medium has them.</summary>
    public virtual void Sync(FileStream file) => file.Flush(flushToDisk: true);

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
        const int readOnly = 0;
        var handle = new SafeFileHandle(Open(Path.GetFullPath(path), readOnly), ownsHandle: true);
        if (!handle.IsInvalid) return handle;
        throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
