using System.Buffers;

namespace PassiveDns.Tui.Output;

/// <summary>A buffer in front of a stream for writers that work on octets; one record at a time.</summary>
internal sealed class OctetOutput(Stream stream)
{
    private readonly ArrayBufferWriter<byte> _record = new(4_096);

    public IBufferWriter<byte> Record => _record;

    /// <summary>Hands the record on to the stream, or the part of it that is wanted.</summary>
    public void Pass(Range? part = null)
    {
        stream.Write(_record.WrittenSpan[part ?? Range.All]);
        _record.ResetWrittenCount();
    }
}
