using System.Globalization;
using System.Text;
using PassiveDns.Formats;

namespace PassiveDns.Indexer;

/// <summary>Holds LOCK, or case.lock: one process at a time writes to an archive, and one to its case. The system lets go when the process ends, however it ends.</summary>
internal sealed class ArchiveLock : IDisposable
{
    private const int LongestText = 200;

    private readonly FileStream _file;

    private ArchiveLock(FileStream file) => _file = file;

    /// <exception cref="ArchiveLockedException">Somebody else holds it.</exception>
    public static ArchiveLock Take(ArchiveLayout layout) => Take(layout.Lock, layout.Folder);

    /// <summary>Takes the lock of case.db, which is another: notes are taken while the archive is being written to.</summary>
    /// <exception cref="ArchiveLockedException">Somebody else holds it.</exception>
    public static ArchiveLock TakeCase(ArchiveLayout layout) => Take(layout.CaseLock, layout.Case);

    private static ArchiveLock Take(string path, string guarded)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsHeld(e))
        {
            throw new ArchiveLockedException(
                $"{guarded} is being written to by another process{ReadHolder(path)}. Wait until it ends, or read without writing.", e);
        }

        WriteHolder(file);
        return new ArchiveLock(file);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Told from a medium that is full or only read by the system's error number, which .NET hands on.</summary>
    private static bool IsHeld(IOException e)
    {
        const int sharingViolation = 32, lockViolation = 33; // Windows
        const int wouldBlockLinux = 11, wouldBlockBsd = 35; // EWOULDBLOCK; macOS is one of the latter
        return OperatingSystem.IsWindows()
            ? (e.HResult & 0xFFFF) is sharingViolation or lockViolation
            : e.HResult is wouldBlockLinux or wouldBlockBsd;
    }

    private static void WriteHolder(FileStream file)
    {
        var now = UtcText.Seconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        var text = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId}, {Program()}, since {now}\n"));
        file.SetLength(0);
        file.Write(text);
        file.Flush();
    }

    /// <summary>Name of the program, and its subcommand where it has one: <c>pdns ingest</c>.</summary>
    private static string Program()
    {
        var arguments = Environment.GetCommandLineArgs();
        var name = Path.GetFileNameWithoutExtension(arguments[0]);
        return arguments.Length > 1 && arguments[1].All(char.IsAsciiLetterLower) ? $"{name} {arguments[1]}" : name;
    }

    /// <summary>What the holder wrote about itself, in brackets; nothing where that cannot be read.</summary>
    private static string ReadHolder(string path)
    {
        if (OperatingSystem.IsWindows()) return ""; // a file held with FileShare.None cannot be read there
        try
        {
            using var handle = DurableFiles.OpenUnlocked(path);
            Span<byte> octets = stackalloc byte[LongestText];
            var text = Encoding.ASCII.GetString(octets[..RandomAccess.Read(handle, octets, 0)]).TrimEnd();
            return text.Length == 0 || text.Any(char.IsControl) ? "" : $" ({text})";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
