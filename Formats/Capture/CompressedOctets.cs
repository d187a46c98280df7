namespace PassiveDns.Formats.Capture;

/// <summary>Gives compressed octets to a decompressor in small portions.</summary>
/// <remarks>
/// A decompressor that meets damage throws away what the failing call had decompressed so far. Small portions keep that loss small;
/// the last octets, where checksums stand, come one by one, so that a wrong checksum costs nothing of the content.
/// </remarks>
internal sealed class CompressedOctets(CaptureBuffer source) : ForwardStream
{
    private const int PortionLength = 512;
    private const int TrailerLength = 8;

    private ReadOnlyMemory<byte> _appended;

    /// <summary>More octets to give after the end of the source.</summary>
    public void Append(ReadOnlyMemory<byte> octets) => _appended = octets;

    public override int Read(Span<byte> buffer)
    {
        source.Holds(PortionLength + TrailerLength);
        var unread = source.Unread;
        if (unread.IsEmpty) return ReadAppended(buffer);

        var portion = unread.Length > TrailerLength ? Math.Min(PortionLength, unread.Length - TrailerLength) : 1;
        var count = Math.Min(portion, buffer.Length);
        unread[..count].CopyTo(buffer);
        source.Skip(count);
        return count;
    }

    private int ReadAppended(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _appended.Length);
        _appended.Span[..count].CopyTo(buffer);
        _appended = _appended[count..];
        return count;
    }
}
