using System.Globalization;
using System.Text;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Presentation;

/// <summary>A record octet by octet: what the archive has of it, whatever it looks like as text.</summary>
internal static class OctetsText
{
    private const int OffsetWidth = 6;

    public static IReadOnlyList<string> Lines(ResultRow row, int width)
    {
        var lines = new List<string> { "owner, wire format" };
        lines.AddRange(Dump(row.Owner(), width));
        lines.Add(row.Set.Negative is null ? $"rdata, {row.RDataLength} octets, names uncompressed and in lower case" : "a negative answer has no rdata");
        if (row.Set.Negative is null) lines.AddRange(Dump(row.RData, width));
        return lines;
    }

    /// <summary>Offset, octets in hexadecimal, and those that are printable ASCII as characters.</summary>
    public static IReadOnlyList<string> Dump(ReadOnlySpan<byte> octets, int width)
    {
        var across = Math.Clamp((width - OffsetWidth - 3) / 4 / 8 * 8, 8, 32);
        var lines = new List<string>();
        for (var at = 0; at < octets.Length; at += across)
        {
            var piece = octets.Slice(at, Math.Min(across, octets.Length - at));
            var line = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{at:x4}  ");
            foreach (var octet in piece) line.Append(CultureInfo.InvariantCulture, $"{octet:x2} ");
            line.Append(' ', 3 * (across - piece.Length)).Append(' ');
            foreach (var octet in piece) line.Append(octet is >= (byte)' ' and <= (byte)'~' ? (char)octet : '.');
            lines.Add(line.ToString());
        }

        return lines;
    }
}
