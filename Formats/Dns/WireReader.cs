using System.Buffers.Binary;
using System.Diagnostics;

namespace PassiveDns.Formats.Dns;

/// <summary>Reads a DNS message in wire format, or a window of one, without copying it.</summary>
/// <remarks>
/// The first fault sticks: every later read gives zero or nothing and the position stays, so a caller
/// reads a whole record and asks <see cref="Ok"/> once. Nothing here throws on hostile input.
/// Source: RFC 1035 section 4.1; name compression, section 4.1.4.
/// </remarks>
public ref struct WireReader
{
    /// <summary>Pointers in one name: one in front, one behind each label of the longest name, the last of them to the root.</summary>
    public const int MaxPointers = 1 + DomainName.MaxLabels;

    private readonly ReadOnlySpan<byte> _message;
    private readonly int _end;
    private readonly NameMemo? _names;
    private int _position;
    private WireFault _fault;

    /// <summary>Reads all of <paramref name="message"/> from <paramref name="position"/> on.</summary>
    public WireReader(ReadOnlySpan<byte> message, int position = 0)
        : this(message, position, message.Length)
    {
    }

    /// <summary>Reads the window [position, end) of a message; pointers in names may still lead to all octets before them.</summary>
    /// <param name="names">Begun for this message; null to walk every chain of pointers.</param>
    public WireReader(ReadOnlySpan<byte> message, int position, int end, NameMemo? names = null)
    {
        Debug.Assert((uint)position <= (uint)end && end <= message.Length);
        _message = message;
        _position = position;
        _end = end;
        _names = names;
    }

    public readonly bool Ok => _fault.Kind == WireFaultKind.None;
    public readonly WireFault Fault => _fault;
    public readonly int Position => _position;
    public readonly int Remaining => _end - _position;

    public byte ReadByte() => TryTake(1, out var octets) ? octets[0] : (byte)0;

    public ushort ReadUInt16() => TryTake(2, out var octets) ? BinaryPrimitives.ReadUInt16BigEndian(octets) : (ushort)0;

    public uint ReadUInt32() => TryTake(4, out var octets) ? BinaryPrimitives.ReadUInt32BigEndian(octets) : 0;

    /// <summary>Reads the TTL field of a resource record.</summary>
    /// <returns>Seconds, 0 to 2,147,483,647. A field with its top bit set counts as 0 (RFC 2181 section 8).</returns>
    public uint ReadTtl()
    {
        var seconds = ReadUInt32();
        return seconds > int.MaxValue ? 0 : seconds;
    }

    public ReadOnlySpan<byte> ReadOctets(int count) => TryTake(count, out var octets) ? octets : default;

    /// <summary>Reads a name, follows its pointers, and writes it uncompressed, letter case kept.</summary>
    /// <remarks>
    /// Every pointer leads to a place before the one that the last led to, and there are at most <see cref="MaxPointers"/> of them: pointers to
    /// pointers add no label, and so would only end where the 14 bits of a pointer end, after 8,191 hops.
    /// </remarks>
    /// <param name="name">Room for <see cref="DomainName.MaxLength"/> octets.</param>
    /// <returns>Octets written, root label included, or 0 after a fault.</returns>
    public int ReadName(scoped Span<byte> name)
    {
        Debug.Assert(name.Length >= DomainName.MaxLength);
        if (!Ok) return 0;

        var written = 0;
        var cursor = _position;
        var end = _end; // until the first pointer the name must stay inside the window
        var runStart = _position; // a pointer must land before this, so every jump goes back and the loop ends
        var resume = -1; // where reading goes on: just after the first pointer, if there is one
        var pointers = 0;
        var message = _message;
        var names = _names;
        names?.BeginName();

        while (true)
        {
            if (cursor >= end) return FailName(WireFaultKind.Truncated, cursor);
            int length = message[cursor];

            if (length >= 0xC0)
            {
                if (cursor + 1 >= end) return FailName(WireFaultKind.Truncated, cursor);
                var target = ((length & 0x3F) << 8) | message[cursor + 1];
                if (target >= runStart) return FailName(WireFaultKind.PointerNotBackward, cursor);
                if (++pointers > MaxPointers) return FailName(WireFaultKind.TooManyPointers, cursor);
                if (resume < 0) resume = cursor + 2;
                if (names is not null && names.Follow(target, pointers, written, name[written..]) is var known and not 0)
                {
                    if (known == NameMemo.Faulty) return FailName(names.Fault.Kind, names.Fault.Offset);
                    written += known;
                    names.EndName(name[..written]);
                    _position = resume;
                    return written;
                }

                cursor = runStart = target;
                end = message.Length;
                continue;
            }

            if (length > DomainName.MaxLabelLength) return FailName(WireFaultKind.ReservedLabelType, cursor);
            if (written + 1 + length > DomainName.MaxLength) return FailName(WireFaultKind.NameTooLong, cursor);
            if (cursor + 1 + length > end) return FailName(WireFaultKind.Truncated, cursor);

            message.Slice(cursor, 1 + length).CopyTo(name[written..]);
            written += 1 + length;
            cursor += 1 + length;

            if (length == 0)
            {
                names?.EndName(name[..written]);
                _position = resume < 0 ? cursor : resume;
                return written;
            }
        }
    }

    private bool TryTake(int count, out ReadOnlySpan<byte> octets)
    {
        octets = default;
        if (!Ok) return false;
        if ((uint)count > (uint)Remaining)
        {
            Fail(WireFaultKind.Truncated, _position);
            return false;
        }

        octets = _message.Slice(_position, count);
        _position += count;
        return true;
    }

    private int FailName(WireFaultKind kind, int offset)
    {
        _names?.FailName(new WireFault(kind, offset));
        return Fail(kind, offset);
    }

    private int Fail(WireFaultKind kind, int offset)
    {
        _fault = new WireFault(kind, offset);
        return 0;
    }
}
