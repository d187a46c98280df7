using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace PassiveDns.Formats.Dns;

/// <summary>IP addresses in presentation format.</summary>
public static class AddressFormat
{
    /// <summary>Characters in the longest IPv4 address.</summary>
    public const int MaxIPv4Length = 15;

    /// <summary>Characters in the longest IPv6 address.</summary>
    public const int MaxIPv6Length = 39;

    private const int Groups = 8;

    /// <summary>Writes an IPv4 address in dotted decimal.</summary>
    /// <param name="address">4 octets.</param>
    /// <param name="text">Room for <see cref="MaxIPv4Length"/> octets.</param>
    /// <returns>Octets written.</returns>
    public static int WriteIPv4(ReadOnlySpan<byte> address, Span<byte> text)
    {
        var written = 0;
        for (var i = 0; i < 4; i++)
        {
            if (i > 0) text[written++] = (byte)'.';
            address[i].TryFormat(text[written..], out var digits, default, CultureInfo.InvariantCulture);
            written += digits;
        }

        return written;
    }

    /// <summary>Writes an IPv6 address as RFC 5952 has it; IPv4-mapped and IPv4-compatible ones end in dotted decimal (its section 5).</summary>
    /// <param name="address">16 octets.</param>
    /// <param name="text">Room for <see cref="MaxIPv6Length"/> octets.</param>
    /// <returns>Octets written.</returns>
    public static int WriteIPv6(ReadOnlySpan<byte> address, Span<byte> text)
    {
        var (zeroStart, zeroLength) = LongestZeroRun(address);
        var groups = EndsInIPv4(address, zeroStart, zeroLength) ? Groups - 2 : Groups;
        var written = 0;
        for (var group = 0; group < groups; group++)
        {
            if (group == zeroStart)
            {
                "::"u8.CopyTo(text[written..]);
                written += 2;
                group += zeroLength - 1;
                continue;
            }

            if (group > 0 && group != zeroStart + zeroLength) text[written++] = (byte)':';
            written += WriteGroup(Group(address, group), text[written..]);
        }

        if (groups == Groups) return written;
        if (zeroStart + zeroLength < groups) text[written++] = (byte)':';
        return written + WriteIPv4(address[12..], text[written..]);
    }

    /// <summary>The first of the longest runs of two or more zero groups (RFC 5952 section 4.2); without one, a start that no group has.</summary>
    private static (int Start, int Length) LongestZeroRun(ReadOnlySpan<byte> address)
    {
        var best = (Start: -Groups, Length: 1);
        for (var group = 0; group < Groups;)
        {
            var start = group;
            while (group < Groups && Group(address, group) == 0) group++;
            if (group - start > best.Length) best = (start, group - start);
            if (group == start) group++;
        }

        return best;
    }

    private static bool EndsInIPv4(ReadOnlySpan<byte> address, int zeroStart, int zeroLength) =>
        zeroStart == 0 && (zeroLength == 6 || (zeroLength == 5 && Group(address, 5) == 0xFFFF));

    private static ushort Group(ReadOnlySpan<byte> address, int group) => BinaryPrimitives.ReadUInt16BigEndian(address[(2 * group)..]);

    private static int WriteGroup(ushort value, Span<byte> text)
    {
        var digits = Math.Max(1, (19 - BitOperations.LeadingZeroCount((uint)value << 16)) / 4);
        for (var i = digits - 1; i >= 0; i--, value >>= 4) text[i] = "0123456789abcdef"u8[value & 0xF];
        return digits;
    }
}
