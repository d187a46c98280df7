using System.IO.Compression;

namespace PassiveDns.Formats.Capture;

/// <summary>The content of a gzip file, all its members (RFC 1952 section 2.2).</summary>
/// <remarks>
/// <see cref="GZipStream"/> ends in silence when its input is cut or is followed by other octets. So, at the end, one more member of known content is given
/// to it: only at the boundary of two members can exactly that content come out.
/// </remarks>
internal sealed class GzipMembers : ForwardStream
{
    private static readonly byte[] LastWord = "pdns end of gzip"u8.ToArray();
    private static readonly byte[] LastMember = Compress(LastWord);

    private readonly CompressedOctets _compressed;
    private readonly GZipStream _members;
    private bool _ended;

    /// <param name="source">Stays open when the stream is disposed.</param>
    public GzipMembers(CaptureBuffer source)
    {
        _compressed = new CompressedOctets(source);
        _members = new GZipStream(_compressed, CompressionMode.Decompress);
    }

    /// <exception cref="InvalidDataException">The octets are damaged, cut, or followed by something else; all content before was given.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_ended || buffer.IsEmpty) return 0;
        var count = Decompress(buffer);
        if (count > 0) return count;

        _ended = true;
        if (!EndsBetweenMembers()) throw new InvalidDataException("the gzip data is cut, or followed by something else");
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _members.Dispose();
        base.Dispose(disposing);
    }

    private int Decompress(Span<byte> buffer)
    {
        try
        {
            return _members.Read(buffer);
        }
        catch (InvalidDataException cause)
        {
            _ended = true;
            throw new InvalidDataException("the gzip data is damaged (wrong code or checksum)", cause);
        }
    }

    private bool EndsBetweenMembers()
    {
        _compressed.Append(LastMember);
        Span<byte> content = stackalloc byte[2 * LastWord.Length];
        try
        {
            var length = _members.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return content[..length].SequenceEqual(LastWord);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static byte[] Compress(byte[] content)
    {
        using var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.NoCompression)) gzip.Write(content);
        return member.ToArray();
    }
}
