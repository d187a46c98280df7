using System.Buffers;
using System.Text;

namespace PassiveDns.Formats.Dns;

/// <summary>Names between wire format and presentation format (RFC 1035 section 5.1).</summary>
/// <remarks>
/// Presentation is printable ASCII with a final dot. A character with a meaning in master files
/// (<c>" $ ( ) . ; @ \</c>) inside a label stands behind a backslash, every octet outside '!' to '~' as <c>\DDD</c>, decimal.
/// </remarks>
public static class DomainNameFormat
{
    /// <summary>Characters in the longest presentation form, final dot included: 250 octets as <c>\DDD</c>, four labels' dots.</summary>
    public const int MaxTextLength = 1_004;

    private const string WithMeaning = "\"$().;@\\";

    /// <summary>By octet: it stands for itself.</summary>
    private static readonly bool[] Plain =
        [.. Enumerable.Range(0, 256).Select(octet => IsPrintable(octet) && !WithMeaning.Contains((char)octet, StringComparison.Ordinal))];

    /// <summary>Whether an octet of a label stands for itself in the text.</summary>
    public static bool IsPlain(byte octet) => Plain[octet];

    /// <summary>Writes a well-formed wire name as ASCII.</summary>
    /// <param name="text">Room for <see cref="MaxTextLength"/> octets.</param>
    /// <returns>Octets written.</returns>
    public static int Write(ReadOnlySpan<byte> name, Span<byte> text)
    {
        if (name[0] == 0)
        {
            text[0] = (byte)'.';
            return 1;
        }

        var written = 0;
        for (var at = 0; name[at] != 0; at += 1 + name[at])
        {
            foreach (var octet in name.Slice(at + 1, name[at]))
            {
                if (Plain[octet]) text[written++] = octet;
                else written += WriteEscaped(octet, text[written..]);
            }

            text[written++] = (byte)'.';
        }

        return written;
    }

    /// <summary>A well-formed wire name as text, final dot included.</summary>
    public static string ToText(ReadOnlySpan<byte> name)
    {
        Span<byte> text = stackalloc byte[MaxTextLength];
        return Encoding.ASCII.GetString(text[..Write(name, text)]);
    }

    /// <summary>Reads presentation text; the final dot may be missing. Octets outside ASCII are refused: give them as <c>\DDD</c> or as an A-label.</summary>
    /// <param name="name">Room for <see cref="DomainName.MaxLength"/> octets; letter case is kept.</param>
    /// <param name="length">Octets written, root label included; 0 when refused.</param>
    /// <returns>False for an empty label, a label over 63 octets, a name over 255, a broken escape.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, Span<byte> name, out int length)
    {
        length = 0;
        Span<byte> ascii = stackalloc byte[MaxTextLength];
        return Ascii.FromUtf16(text, ascii, out var octets) == OperationStatus.Done && TryParse(ascii[..octets], name, out length);
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, Span{byte}, out int)"/>
    public static bool TryParse(ReadOnlySpan<byte> text, Span<byte> name, out int length)
    {
        length = 0;
        if (text is [(byte)'.'])
        {
            name[0] = 0;
            length = 1;
            return true;
        }

        var labelStart = 0; // where this label's length octet stands
        var written = 1;
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '.')
            {
                if (!CloseLabel(name, labelStart, written)) return false;
                labelStart = written++;
                at++;
                continue;
            }

            if (written >= DomainName.MaxLength - 1 || !TryReadOctet(text, ref at, out var octet)) return false;
            name[written++] = octet;
        }

        if (written > labelStart + 1)
        {
            if (!CloseLabel(name, labelStart, written)) return false;
            labelStart = written++;
        }

        if (labelStart == 0 || written > DomainName.MaxLength) return false;
        name[labelStart] = 0;
        length = written;
        return true;
    }

    /// <summary>Reads presentation text into a new array, A-Z folded to a-z; null when it is no name.</summary>
    public static byte[]? Parse(ReadOnlySpan<char> text)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxLength + 1];
        if (!TryParse(text, name, out var length)) return null;
        DomainName.ToLower(name[..length]);
        return name[..length].ToArray();
    }

    private static bool CloseLabel(Span<byte> name, int labelStart, int written)
    {
        var length = written - labelStart - 1;
        if (length is 0 or > DomainName.MaxLabelLength || written > DomainName.MaxLength - 1) return false;
        name[labelStart] = (byte)length;
        return true;
    }

    private static bool TryReadOctet(ReadOnlySpan<byte> text, ref int at, out byte octet)
    {
        octet = 0;
        var character = text[at++];
        if (!IsPrintable(character)) return false;
        if (character != '\\')
        {
            octet = character;
            return true;
        }

        if (at >= text.Length) return false;
        if (!char.IsAsciiDigit((char)text[at]))
        {
            if (text[at] is < (byte)' ' or > (byte)'~') return false;
            octet = text[at++];
            return true;
        }

        if (at + 3 > text.Length || !char.IsAsciiDigit((char)text[at + 1]) || !char.IsAsciiDigit((char)text[at + 2])) return false;
        var value = ((text[at] - '0') * 100) + ((text[at + 1] - '0') * 10) + (text[at + 2] - '0');
        if (value > byte.MaxValue) return false;
        octet = (byte)value;
        at += 3;
        return true;
    }

    private static int WriteEscaped(byte octet, Span<byte> text)
    {
        text[0] = (byte)'\\';
        if (IsPrintable(octet))
        {
            text[1] = octet;
            return 2;
        }

        text[1] = (byte)('0' + (octet / 100));
        text[2] = (byte)('0' + (octet / 10 % 10));
        text[3] = (byte)('0' + (octet % 10));
        return 4;
    }

    private static bool IsPrintable(int octet) => octet is >= '!' and <= '~';
}
