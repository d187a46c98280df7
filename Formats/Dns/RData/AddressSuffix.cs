namespace PassiveDns.Formats.Dns.RData;

/// <summary>Prefix length and the rest of an IPv6 address, as A6 has them (RFC 2874 section 3.1).</summary>
internal static class AddressSuffix
{
    private const int AddressBits = 128;
    private const int AddressOctets = AddressBits / 8;

    /// <summary>The length octet and as many octets as hold the bits behind the prefix.</summary>
    public static int Measure(ReadOnlySpan<byte> rest) =>
        rest.IsEmpty || rest[0] > AddressBits ? RDataLayout.Misfit : 1 + SuffixOctets(rest[0]);

    /// <summary>Writes <c>64 ::1234:5678:9abc:def0</c>; the length alone when nothing follows the prefix (RFC 2874 section 3.2).</summary>
    public static void Write(ReadOnlySpan<byte> octets, ref AsciiWriter text)
    {
        text.WriteNumber(octets[0]);
        var suffix = octets[1..];
        if (suffix.IsEmpty) return;

        Span<byte> address = stackalloc byte[AddressOctets];
        address.Clear();
        suffix.CopyTo(address[^suffix.Length..]);
        text.WriteCharacter((byte)' ');
        text.Advance(AddressFormat.WriteIPv6(address, text.Reserve(AddressFormat.MaxIPv6Length)));
    }

    /// <summary>Reads what <see cref="Write"/> writes; the octets that are all prefix are passed over.</summary>
    public static bool TryParse(ref RDataWords words, ref RDataOctets rdata)
    {
        if (!words.TryReadNumber(AddressBits, out var prefixBits) || !rdata.TryAppend((byte)prefixBits)) return false;
        var octets = SuffixOctets((int)prefixBits);
        Span<byte> address = stackalloc byte[AddressOctets];
        return octets == 0 || (words.TryRead(out var word) && AddressFormat.TryParseIPv6(word, address) && rdata.TryAppend(address[^octets..]));
    }

    private static int SuffixOctets(int prefixBits) => (AddressBits - prefixBits + 7) / 8;
}
