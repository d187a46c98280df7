using System.Buffers.Binary;

namespace PassiveDns.Formats.Dns.RData;

/// <summary>A list of networks, each of which may be negated (APL, RFC 3123 section 4).</summary>
internal static class AddressPrefixes
{
    private const int HeaderLength = 4; // family, prefix length, negation bit and length of the address part
    private const int IPv4 = 1; // address family numbers, IANA
    private const int IPv6 = 2;

    /// <summary>All octets when each entry is of IPv4 or IPv6 and in range, its address without zeros at the end; a misfit otherwise.</summary>
    public static int Measure(ReadOnlySpan<byte> list)
    {
        var at = 0;
        while (at < list.Length)
        {
            if (list.Length - at < HeaderLength) return RDataLayout.Misfit;
            var most = AddressLength(list[at..]);
            var length = list[at + 3] & 0x7F;
            if (length > most || list[at + 2] > most * 8) return RDataLayout.Misfit;
            at += HeaderLength + length;
            if (at > list.Length || most == 0 || (length > 0 && list[at - 1] == 0)) return RDataLayout.Misfit;
        }

        return at;
    }

    /// <summary>Writes <c>1:192.0.2.0/24 !2:2001:db8::/32</c>.</summary>
    public static void Write(ReadOnlySpan<byte> list, ref AsciiWriter text)
    {
        Span<byte> address = stackalloc byte[16];
        while (true)
        {
            var family = AddressLength(list) == 4 ? IPv4 : IPv6;
            var part = list.Slice(HeaderLength, list[3] & 0x7F);
            address.Clear();
            part.CopyTo(address);

            if ((list[3] & 0x80) != 0) text.WriteCharacter((byte)'!');
            text.WriteNumber(family);
            text.WriteCharacter((byte)':');
            text.Advance(family == IPv4
                ? AddressFormat.WriteIPv4(address, text.Reserve(AddressFormat.MaxIPv4Length))
                : AddressFormat.WriteIPv6(address, text.Reserve(AddressFormat.MaxIPv6Length)));
            text.WriteCharacter((byte)'/');
            text.WriteNumber(list[2]);

            list = list[(HeaderLength + part.Length)..];
            if (list.IsEmpty) return;
            text.WriteCharacter((byte)' ');
        }
    }

    /// <summary>Reads one entry.</summary>
    public static bool TryParse(ReadOnlySpan<byte> word, ref RDataOctets list)
    {
        var negation = word.StartsWith("!"u8) ? 0x80 : 0;
        if (negation > 0) word = word[1..];
        int colon = word.IndexOf((byte)':'), slash = word.LastIndexOf((byte)'/');
        if (colon < 0 || slash < colon || !RDataWords.TryParseNumber(word[..colon], IPv6, out var family)) return false;
        if (!RDataWords.TryParseNumber(word[(slash + 1)..], byte.MaxValue, out var prefixLength)) return false;

        Span<byte> address = stackalloc byte[16];
        address.Clear();
        var text = word[(colon + 1)..slash];
        if (!(family == IPv4 ? AddressFormat.TryParseIPv4(text, address) : AddressFormat.TryParseIPv6(text, address))) return false;
        var part = address.TrimEnd((byte)0);
        return list.TryAppendNumber(family, 2) && list.TryAppend([(byte)prefixLength, (byte)(negation | part.Length)]) && list.TryAppend(part);
    }

    /// <summary>Octets in an address of the entry's family; 0 for a family without presentation here.</summary>
    private static int AddressLength(ReadOnlySpan<byte> entry) => BinaryPrimitives.ReadUInt16BigEndian(entry) switch
    {
        IPv4 => 4,
        IPv6 => 16,
        _ => 0,
    };
}
