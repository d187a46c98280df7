namespace PassiveDns.Formats.Dns.RData;

/// <summary>Bits for types in windows of 256, of which each is written only as far as its last set bit (RFC 4034 section 4.1.2).</summary>
internal static class TypeBitmap
{
    private const int WindowHeaderLength = 2;
    private const int MaxWindowOctets = 32;

    /// <summary>All octets when the windows ascend, none is empty and none ends in zeros; a misfit otherwise.</summary>
    public static int Measure(ReadOnlySpan<byte> bitmap)
    {
        var last = -1;
        var at = 0;
        while (at < bitmap.Length)
        {
            if (bitmap.Length - at <= WindowHeaderLength) return RDataLayout.Misfit;
            int window = bitmap[at], octets = bitmap[at + 1];
            at += WindowHeaderLength + octets;
            if (window <= last || octets is 0 or > MaxWindowOctets || at > bitmap.Length || bitmap[at - 1] == 0) return RDataLayout.Misfit;
            last = window;
        }

        return at;
    }

    /// <summary>Writes the mnemonics of a well-formed bitmap, each behind a space.</summary>
    public static void Write(ReadOnlySpan<byte> bitmap, ref AsciiWriter text)
    {
        while (!bitmap.IsEmpty)
        {
            int window = bitmap[0], octets = bitmap[1];
            FlatBitmap.Write(bitmap.Slice(WindowHeaderLength, octets), window << 8, asTypes: true, ref text);
            bitmap = bitmap[(WindowHeaderLength + octets)..];
        }
    }
}

/// <summary>One bit for each number from 0 on, the highest bit of an octet first: ports in WKS (RFC 1035 section 3.4.2), types in NXT (RFC 2535 section 5.2).</summary>
internal static class FlatBitmap
{
    public const int MaxPortOctets = 8_192;
    public const int MaxTypeOctets = 16;

    public static int Measure(ReadOnlySpan<byte> bitmap, int maxOctets) => bitmap.Length <= maxOctets ? bitmap.Length : RDataLayout.Misfit;

    /// <summary>Writes the numbers or mnemonics of the set bits, each behind a space.</summary>
    /// <param name="first">The number that the first bit stands for.</param>
    public static void Write(ReadOnlySpan<byte> bitmap, int first, bool asTypes, ref AsciiWriter text)
    {
        for (var bit = 0; bit < bitmap.Length * 8; bit++)
        {
            if ((bitmap[bit >> 3] & (0x80 >> (bit & 7))) == 0) continue;
            text.WriteCharacter((byte)' ');
            if (asTypes) text.Advance(RDataTypes.WriteMnemonic((RRType)(first + bit), text.Reserve(RDataTypes.MaxMnemonicLength)));
            else text.WriteNumber(first + bit);
        }
    }
}
