using System.Buffers.Binary;

namespace PassiveDns.Benchmarks.Workload;

/// <summary>Writes frames that arrive in any order as a classic pcap file in order of time (draft-ietf-opsawg-pcap).</summary>
internal sealed class CaptureWriter
{
    private const int RecordHeaderLength = 16;

    private readonly Stream _output;
    private readonly PriorityQueue<(byte[] Buffer, int Length), (long Time, long Order)> _waiting = new();
    private readonly Stack<byte[]> _free = new();
    private long _order;

    public CaptureWriter(Stream output)
    {
        _output = output;
        Span<byte> header = stackalloc byte[24];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xA1B2C3D4); // microseconds
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], 262_144);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], 1); // Ethernet
        Write(header);
    }

    public long Packets { get; private set; }

    public long Octets { get; private set; }

    /// <param name="time">Microseconds since 1970.</param>
    public void Add(long time, ReadOnlySpan<byte> frame)
    {
        var buffer = _free.TryPop(out var used) ? used : new byte[RecordHeaderLength + PacketBuilder.MaxFrameLength];
        BinaryPrimitives.WriteUInt32LittleEndian(buffer, (uint)(time / 1_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(4), (uint)(time % 1_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(8), (uint)frame.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(12), (uint)frame.Length);
        frame.CopyTo(buffer.AsSpan(RecordHeaderLength));
        _waiting.Enqueue((buffer, RecordHeaderLength + frame.Length), (time, _order++));
    }

    /// <summary>Writes what is due; nothing earlier than <paramref name="time"/> may be added afterwards.</summary>
    public void WriteUntil(long time)
    {
        while (_waiting.TryPeek(out var frame, out var due) && due.Time <= time)
        {
            _waiting.Dequeue();
            Write(frame.Buffer.AsSpan(0, frame.Length));
            _free.Push(frame.Buffer);
            Packets++;
        }
    }

    public void WriteAll()
    {
        WriteUntil(long.MaxValue);
        _output.Flush();
    }

    private void Write(ReadOnlySpan<byte> octets)
    {
        _output.Write(octets);
        Octets += octets.Length;
    }
}
