using System.Buffers.Binary;

namespace PassiveDns.Analyzer.Packets;

// IEEE 802.11 and the headers that capture tools put before it.
internal sealed partial class Decapsulation
{
    /// <summary>
    /// Takes the next frame out of an aggregate: two addresses, a length, LLC, padding to a multiple of four (IEEE 802.11-2020 section
    /// 9.3.2.2.2).
    /// </summary>
    /// <param name="rest">What is left of the aggregate; empty at its end.</param>
    public bool TryOpenSubframe(ref ReadOnlySpan<byte> rest, out Payload payload)
    {
        _nesting = 0;
        payload = PayloadKind.TooShort;
        if (rest.IsEmpty) return false;
        if (rest.Length < EthernetHeaderLength)
        {
            rest = default;
            return true;
        }

        int length = Read16(rest[12..]);
        var subframe = rest[EthernetHeaderLength..];
        payload = Llc(subframe[..Math.Min(length, subframe.Length)]);
        rest = rest[Math.Min(rest.Length, (EthernetHeaderLength + length + 3) & ~3)..];
        return true;
    }

    /// <summary>
    /// A header whose length stands in it; present words of which bit 31 says that another follows; TSFT and flags come first, if they are
    /// there.
    /// </summary>
    /// <remarks>Source: radiotap.org.</remarks>
    private Payload Radiotap(ReadOnlySpan<byte> frame)
    {
        const int minLength = 8;
        const uint morePresent = 0x8000_0000, hasTimer = 1, hasFlags = 2;
        const byte padded = 0x20;
        if (frame.Length < minLength) return PayloadKind.TooShort;
        int length = BinaryPrimitives.ReadUInt16LittleEndian(frame[2..]);
        if (frame[0] != 0 || length < minLength) return PayloadKind.Malformed;
        if (frame.Length < length) return PayloadKind.TooShort;

        var present = BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]);
        var place = minLength;
        for (var word = present; (word & morePresent) != 0; place += sizeof(uint))
        {
            if (place + sizeof(uint) > length) return PayloadKind.Malformed;
            word = BinaryPrimitives.ReadUInt32LittleEndian(frame[place..]);
        }

        if ((present & hasTimer) != 0) place = ((place + 7) & ~7) + sizeof(ulong);
        var flags = (present & hasFlags) != 0 && place < length ? frame[place] : 0;
        return WiFi(frame[length..], isPadded: (flags & padded) != 0);
    }

    /// <summary>AVS has a magic number and a big-endian length; Prism a message code and a length in the octet order of the capturing machine.</summary>
    private Payload PrismOrAvs(ReadOnlySpan<byte> frame)
    {
        const int minLength = 8;
        const uint avsMagic = 0x8021_1000, avsMask = 0xFFFF_F000;
        if (frame.Length < minLength) return PayloadKind.TooShort;
        var length = (Read32(frame) & avsMask) == avsMagic ? Read32(frame[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]);
        if (length > (uint)frame.Length && Read32(frame[4..]) <= (uint)frame.Length) length = Read32(frame[4..]);
        if (length < minLength) return PayloadKind.Malformed;
        return length > (uint)frame.Length ? PayloadKind.TooShort : WiFi(frame[(int)length..], isPadded: false);
    }

    /// <summary>Data frames lead to LLC; one that is protected, or a fragment, is not opened (IEEE 802.11-2020 sections 9.2 and 9.3.2).</summary>
    /// <param name="isPadded">The header was padded to a multiple of four octets.</param>
    private Payload WiFi(ReadOnlySpan<byte> frame, bool isPadded)
    {
        const int data = 2;
        const int toAndFromDistribution = 0x03, moreFragments = 0x04, isProtected = 0x40, order = 0x80;
        const int withoutData = 0x4, qualityOfService = 0x8, aggregate = 0x80;
        if (frame.Length < 2) return PayloadKind.TooShort;
        if ((frame[0] & 3) != 0) return PayloadKind.Malformed;
        var (type, subtype, flags) = ((frame[0] >> 2) & 3, frame[0] >> 4, frame[1]);
        if (type != data || (subtype & withoutData) != 0) return PayloadKind.NotIp;
        if ((flags & isProtected) != 0) return PayloadKind.Opaque;

        var isQos = (subtype & qualityOfService) != 0;
        var qosAt = 24 + ((flags & toAndFromDistribution) == toAndFromDistribution ? 6 : 0);
        var length = qosAt + (isQos ? 2 : 0) + (isQos && (flags & order) != 0 ? 4 : 0);
        if (isPadded) length = (length + 3) & ~3;
        if (frame.Length < length) return PayloadKind.TooShort;
        if ((flags & moreFragments) != 0 || (frame[22] & 0xF) != 0) return PayloadKind.Opaque;
        return isQos && (frame[qosAt] & aggregate) != 0 ? Payload.Aggregate(frame[length..]) : Llc(frame[length..]);
    }
}
