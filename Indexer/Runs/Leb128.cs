namespace PassiveDns.Indexer.Runs;

/// <summary>Numbers of 1 to 10 octets, seven bits each, lowest first; the top bit says that another octet follows (DWARF 5 section 7.6).</summary>
internal static class Leb128
{
    /// <summary>Octets of the longest number.</summary>
    public const int MaxLength = 10;

    /// <param name="octets">Room for <see cref="MaxLength"/> octets.</param>
    /// <returns>Octets written.</returns>
    public static int Write(ulong value, Span<byte> octets)
    {
        var written = 0;
        for (; value >= 0x80; value >>= 7) octets[written++] = (byte)(value | 0x80);
        octets[written++] = (byte)value;
        return written;
    }

    /// <summary>Reads a number and moves on; false, and no move, when it is cut, or longer than 64 bits.</summary>
    public static bool TryRead(ReadOnlySpan<byte> octets, ref int at, out ulong value)
    {
        value = 0;
        for (var read = 0; read < MaxLength && at + read < octets.Length; read++)
        {
            var octet = octets[at + read];
            if (read == MaxLength - 1 && octet > 1) return false;
            value |= (ulong)(octet & 0x7F) << (7 * read);
            if (octet >= 0x80) continue;
            at += read + 1;
            return true;
        }

        return false;
    }

    /// <summary>Puts small negative numbers among the small ones: 0, -1, 1, -2, 2 ...</summary>
    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    public static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}
