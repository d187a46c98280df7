namespace PassiveDns.Indexer;

/// <summary>An archive cannot be read: it is damaged, of another format, or not there. The message is for the user and says what to do.</summary>
public class ArchiveException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A file of an archive does not hold what it should.</summary>
/// <param name="file">Path of the file.</param>
/// <param name="offset">Octets from the start of the file to what was not expected.</param>
public sealed class DamagedArchiveException(string file, long offset, string expected, string found, string? remedy = null)
    : ArchiveException($"{file}, octet {offset}: expected {expected}, found {found}. {remedy ?? UsualRemedy}")
{
    internal const string UsualRemedy = "Run pdns verify to see what is lost.";

    public string File { get; } = file;
    public long Offset { get; } = offset;
}

/// <summary>Another process writes to the archive.</summary>
public sealed class ArchiveLockedException(string message, Exception? inner = null) : ArchiveException(message, inner);
