namespace PassiveDns.Formats.Capture;

/// <summary>
/// The cyclic redundancy checks of bzip2 and xz. All bits are set before the first octet, and the last value is inverted.
/// </summary>
internal static class Crc
{
    public const uint Start = uint.MaxValue;
    public const ulong Start64 = ulong.MaxValue;

    // IEEE 802.3, bits from the lowest on (xz) and from the highest on (bzip2); ECMA-182, bits from the lowest on.
    private static readonly uint[] Table32 = MakeTable32();
    private static readonly uint[] TableOfBzip2 = MakeTableOfBzip2();
    private static readonly ulong[] Table64 = MakeTable64();

    /// <summary>The CRC-32 of xz and gzip, whole.</summary>
    public static uint Of32(ReadOnlySpan<byte> octets) => ~Append32(Start, octets);

    /// <summary>Carries on; the check value is the complement of the last.</summary>
    public static uint Append32(uint crc, ReadOnlySpan<byte> octets)
    {
        foreach (var octet in octets) crc = Table32[(byte)(crc ^ octet)] ^ (crc >> 8);
        return crc;
    }

    /// <inheritdoc cref="Append32"/>
    public static uint AppendBzip2(uint crc, ReadOnlySpan<byte> octets)
    {
        foreach (var octet in octets) crc = TableOfBzip2[(byte)((crc >> 24) ^ octet)] ^ (crc << 8);
        return crc;
    }

    /// <inheritdoc cref="Append32"/>
    public static ulong Append64(ulong crc, ReadOnlySpan<byte> octets)
    {
        foreach (var octet in octets) crc = Table64[(byte)(crc ^ octet)] ^ (crc >> 8);
        return crc;
    }

    private static uint[] MakeTable32()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            table[i] = i;
            for (var bit = 0; bit < 8; bit++) table[i] = (table[i] >> 1) ^ ((table[i] & 1) != 0 ? 0xEDB8_8320 : 0);
        }

        return table;
    }

    private static uint[] MakeTableOfBzip2()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            table[i] = i << 24;
            for (var bit = 0; bit < 8; bit++) table[i] = (table[i] << 1) ^ ((table[i] & 0x8000_0000) != 0 ? 0x04C1_1DB7u : 0);
        }

        return table;
    }

    private static ulong[] MakeTable64()
    {
        var table = new ulong[256];
        for (var i = 0u; i < table.Length; i++)
        {
            table[i] = i;
            for (var bit = 0; bit < 8; bit++) table[i] = (table[i] >> 1) ^ ((table[i] & 1) != 0 ? 0xC96C_5795_D787_0F42 : 0);
        }

        return table;
    }
}
