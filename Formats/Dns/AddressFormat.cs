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

    /// <summary>Reads an IPv4 address: four decimal numbers without leading zeros.</summary>
    /// <param name="address">Room for 4 octets.</param>
    public static bool TryParseIPv4(ReadOnlySpan<byte> text, Span<byte> address)
    {
        for (var i = 0; i < 4; i++)
        {
            var end = i < 3 ? text.IndexOf((byte)'.') : text.Length;
            if (end < 1 || (end > 1 && text[0] == '0')
                || !byte.TryParse(text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out address[i])) return false;
            text = i < 3 ? text[(end + 1)..] : default;
        }

        return true;
    }

    /// <summary>Reads an IPv6 address in any of the forms of RFC 4291 section 2.2, without zone or brackets.</summary>
    /// <param name="address">Room for 16 octets.</param>
    public static bool TryParseIPv6(ReadOnlySpan<byte> text, Span<byte> address)
    {
        address = address[..(2 * Groups)];
        var written = 0;
        var gap = -1; // where :: stands
        if (text.StartsWith("::"u8)) text = text[1..]; // as if a group had gone before it
        else if (text.StartsWith(":"u8) || text.IsEmpty) return false;
        while (true)
        {
            if (!text.IsEmpty && text[0] == ':')
            {
                if (gap >= 0) return false;
                gap = written;
                text = text[1..];
                if (text.IsEmpty) break;
            }

            if (text.Contains((byte)'.') && !text.Contains((byte)':'))
            {
                if (written > address.Length - 4 || !TryParseIPv4(text, address[written..])) return false;
                written += 4;
                break;
            }

            var end = text.IndexOf((byte)':');
            var isLast = end < 0;
            if (written == address.Length || !TryParseGroup(isLast ? text : text[..end], address[written..])) return false;
            written += 2;
            if (isLast) break;
            text = text[(end + 1)..];
            if (text.IsEmpty) return false;
        }

        if (gap < 0) return written == address.Length;
        if (written > address.Length - 2) return false;
        var zeros = address.Length - written;
        address[gap..written].CopyTo(address[(gap + zeros)..]);
        address.Slice(gap, zeros).Clear();
        return true;
    }

    private static bool TryParseGroup(ReadOnlySpan<byte> digits, Span<byte> group)
    {
        if (digits.Length > 4 || !ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return false;
        BinaryPrimitives.WriteUInt16BigEndian(group, value);
        return true;
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
