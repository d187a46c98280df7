namespace PassiveDns.Formats.Dns.RData;

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

    /// <summary>Reads numbers or mnemonics, in any order, to the end.</summary>
    public static bool TryParse(ref RDataWords words, bool asTypes, ref RDataOctets rdata)
    {
        var start = rdata.Length;
        var maxOctets = asTypes ? MaxTypeOctets : MaxPortOctets;
        while (!words.AtEnd)
        {
            if (!words.TryRead(out var word) || !TryParse(word, asTypes, out var number) || number >= (ulong)maxOctets * 8) return false;
            var octets = rdata.Length - start;
            if (number / 8 >= (ulong)octets && !rdata.TryReserve((int)(number / 8) + 1 - octets)) return false;
            Set(rdata.Written[start..], (int)number);
        }

        return true;
    }

    /// <summary>Sets a bit.</summary>
    public static void Set(Span<byte> bitmap, int bit) => bitmap[bit >> 3] |= (byte)(0x80 >> (bit & 7));

    private static bool TryParse(ReadOnlySpan<byte> word, bool asTypes, out ulong number)
    {
        if (!asTypes) return RDataWords.TryParseNumber(word, ushort.MaxValue, out number);
        var isType = RDataTypes.TryParse(word, out var type);
        number = (ulong)type;
        return isType;
    }
}
