using System.Security.Cryptography;
using PassiveDns.Formats.Compression;

namespace PassiveDns.Indexer.Runs;

/// <summary>Writes the sections of a run file one behind the other: raw length, Zstandard frame, CRC-32C. See FORMAT.md section 3.1.</summary>
internal sealed class SectionWriter : IDisposable
{
    private readonly RunWriting _writing;
    private readonly Stream _file;
    private readonly ZstdBlock _codec = Codecs.Take();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _section = [];

    public SectionWriter(RunWriting writing, string path)
    {
        _writing = writing;
        _file = writing.Files.Create(path);
    }

    /// <summary>Octets written.</summary>
    public long Length { get; private set; }

    /// <summary>Writes octets as they are.</summary>
    public void Write(ReadOnlySpan<byte> octets)
    {
        _file.Write(octets);
        _hash.AppendData(octets);
        Length += octets.Length;
    }

    /// <returns>Octets on disk.</returns>
    public int WriteSection(ReadOnlySpan<byte> raw)
    {
        if (raw.Length > RunFormat.MaxSectionLength)
            throw new InvalidOperationException($"A section of {raw.Length} octets is longer than a run file may hold.");

        var room = Section.Bound(raw.Length);
        if (_section.Length < room) _section = new byte[room];
        var length = Section.Write(raw, _section, _codec);
        Write(_section.AsSpan(0, length));
        return length;
    }

    /// <summary>Writes what is buffered and, if the file is to last, waits until the medium has it.</summary>
    /// <returns>SHA-256 of its octets, 64 lower-case hexadecimal digits.</returns>
    public string Finish()
    {
        if (_writing.IsLasting) _writing.Files.Sync(_file);
        else _file.Flush();
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public void Dispose()
    {
        _file.Dispose();
        Codecs.GiveBack(_codec);
        _hash.Dispose();
    }
}
