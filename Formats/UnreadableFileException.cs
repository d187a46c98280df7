namespace PassiveDns.Formats;

/// <summary>A file is not what it should be and cannot be read at all. The message is one sentence for the user, with a remedy where there is one.</summary>
/// <param name="file">The path as the user gave it.</param>
/// <param name="offset">Octets from the start of the file to what was not expected.</param>
public sealed class UnreadableFileException(string file, long offset, string expected, string found, string? remedy = null)
    : Exception($"{file}, octet {offset}: expected {expected}, found {found}.{(remedy is null ? "" : " " + remedy)}")
{
    public string File { get; } = file;
    public long Offset { get; } = offset;
    public string Expected { get; } = expected;
    public string Found { get; } = found;
}
