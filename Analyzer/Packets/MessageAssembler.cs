using System.Buffers;
using System.Buffers.Binary;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.State;

namespace PassiveDns.Analyzer.Packets;

/// <summary>Takes the messages that TCP streams give.</summary>
internal interface IMessageReceiver
{
    /// <param name="message">Valid during the call.</param>
    /// <param name="completedBy">The frame that completed it; an earlier one than the current when a stream was given up.</param>
    void Receive(in Flow flow, ReadOnlySpan<byte> message, FrameMark completedBy);
}

/// <summary>Cuts one direction of a TCP stream into messages, each behind its length.</summary>
/// <remarks>Source: RFC 1035 section 4.2.2. Memory grows with the octets that came, never with the length claimed.</remarks>
internal sealed class MessageAssembler(IMessageReceiver receiver)
{
    private const int PrefixLength = 2;
    private const int SmallestBuffer = 64;
    private const int MaxLength = PrefixLength + ushort.MaxValue;

    /// <summary>What the buffer costs beside its octets.</summary>
    private const int BufferCost = 24;

    private byte[] _partial = [];
    private int _length;

    /// <summary>Octets of memory held.</summary>
    public int Memory => _partial.Length == 0 ? 0 : BufferCost + _partial.Length;

    /// <summary>No message has begun.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>Begins the message that was saved. The buffer is as large: a pool's lengths, powers of two, follow from the octets alone.</summary>
    public void Load(StateReader state)
    {
        var octets = state.ReadOctets(MaxLength);
        if (octets.IsEmpty) return;
        Append(octets, out _);
        StateReader.Check(Wanted() > 0);
    }

    public void Save(StateWriter state) => state.WriteOctets(_partial.AsSpan(0, _length));

    /// <summary>Takes the next octets of the stream and hands on every message they complete.</summary>
    /// <returns>False when a length is smaller than a DNS header: this is not, or no longer, a stream of DNS messages. The rest is dropped.</returns>
    public bool Add(in Flow flow, ReadOnlySpan<byte> octets, FrameMark mark)
    {
        while (!octets.IsEmpty)
        {
            if (_length == 0 && Whole(octets) is var whole and > 0)
            {
                if (whole < PrefixLength + DnsHeader.Length) return false;
                receiver.Receive(flow, octets[PrefixLength..whole], mark);
                octets = octets[whole..];
                continue;
            }

            Append(octets[..Math.Min(Wanted(), octets.Length)], out var taken);
            octets = octets[taken..];
            if (_length < PrefixLength || Wanted() > 0) continue;
            var message = _partial.AsSpan(PrefixLength, _length - PrefixLength);
            if (message.Length < DnsHeader.Length) return false;
            receiver.Receive(flow, message, mark);
            Clear();
        }

        return true;
    }

    /// <summary>Forgets the message begun.</summary>
    public void Clear()
    {
        _length = 0;
        if (_partial.Length == 0) return;
        ArrayPool<byte>.Shared.Return(_partial);
        _partial = [];
    }

    /// <summary>Length of the message at the start of some octets, prefix included, when all of it is there; else 0.</summary>
    private static int Whole(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < PrefixLength) return 0;
        var length = PrefixLength + BinaryPrimitives.ReadUInt16BigEndian(octets);
        return length <= octets.Length ? length : 0;
    }

    /// <summary>Octets that the prefix or, once that is known, the message still lacks.</summary>
    private int Wanted() =>
        (_length < PrefixLength ? PrefixLength : PrefixLength + BinaryPrimitives.ReadUInt16BigEndian(_partial)) - _length;

    private void Append(ReadOnlySpan<byte> octets, out int taken)
    {
        if (_length + octets.Length > _partial.Length) Grow(_length + octets.Length);
        octets.CopyTo(_partial.AsSpan(_length));
        _length += octets.Length;
        taken = octets.Length;
    }

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(SmallestBuffer, Math.Max(length, 2 * _partial.Length)));
        _partial.AsSpan(0, _length).CopyTo(larger);
        if (_partial.Length > 0) ArrayPool<byte>.Shared.Return(_partial);
        _partial = larger;
    }
}
