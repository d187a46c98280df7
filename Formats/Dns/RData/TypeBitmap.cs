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

    /// <summary>Reads mnemonics, in any order, to the end.</summary>
    public static bool TryParse(ref RDataWords words, ref RDataOctets rdata)
    {
        Span<byte> bits = stackalloc byte[256 * MaxWindowOctets];
        bits.Clear();
        while (!words.AtEnd)
        {
            if (!words.TryRead(out var word) || !RDataTypes.TryParse(word, out var type)) return false;
            FlatBitmap.Set(bits, (int)type);
        }

        for (var window = 0; window < 256; window++)
        {
            var octets = bits.Slice(window * MaxWindowOctets, MaxWindowOctets).TrimEnd((byte)0);
            if (!octets.IsEmpty && !(rdata.TryAppend([(byte)window, (byte)octets.Length]) && rdata.TryAppend(octets))) return false;
        }

        return true;
    }
}
