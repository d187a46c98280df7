using System.Buffers;
using System.Globalization;

namespace PassiveDns.Formats.Dns.RData;

/// <summary>Rdata in presentation format, word by word (RFC 1035 section 5.1).</summary>
/// <remarks>
/// Blanks, line ends and parentheses separate words; what stands in double quotes is one, whatever it holds. Words still have their escapes.
/// A semicolon begins no comment: rdata stands by itself here, and others write texts without quotes.
/// </remarks>
internal ref struct RDataWords(ReadOnlySpan<byte> text)
{
    private const string Separators = " \t\r\n()";

    private static readonly SearchValues<byte> EndsOfWord = SearchValues.Create(" \t\r\n()\\"u8);
    private static readonly SearchValues<byte> EndsOfKey = SearchValues.Create(" \t\r\n()\\="u8);
    private static readonly SearchValues<byte> EndsOfQuoted = SearchValues.Create("\"\\"u8);

    private ReadOnlySpan<byte> _rest = text;

    /// <summary>There is no further word.</summary>
    public bool AtEnd
    {
        get
        {
            while (!_rest.IsEmpty && IsSeparator(_rest[0])) _rest = _rest[1..];
            return _rest.IsEmpty;
        }
    }

    /// <summary>Reads the next word; false at the end, and at quotes that do not close, or close in the middle of a word.</summary>
    public bool TryRead(out ReadOnlySpan<byte> word)
    {
        word = default;
        if (AtEnd) return false;
        return _rest[0] == '"' ? TryReadQuoted(out word) : TryTake(End(EndsOfWord), out word);
    }

    /// <summary>Reads a number in decimal.</summary>
    public bool TryReadNumber(ulong most, out ulong number)
    {
        number = 0;
        return TryRead(out var word) && TryParseNumber(word, most, out number);
    }

    /// <summary>Reads <c>key</c>, <c>key=value</c> or <c>key="value"</c>.</summary>
    public bool TryReadParameter(out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        key = value = default;
        if (AtEnd || !TryTake(End(EndsOfKey), out key)) return false;
        if (_rest.IsEmpty || _rest[0] != '=') return true;
        _rest = _rest[1..];
        if (_rest.IsEmpty || IsSeparator(_rest[0])) return true;
        return _rest[0] == '"' ? TryReadQuoted(out value) : TryTake(End(EndsOfWord), out value);
    }

    /// <summary>Reads decimal digits and nothing else.</summary>
    public static bool TryParseNumber(ReadOnlySpan<byte> word, ulong most, out ulong number) =>
        ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;

    /// <summary>Writes the octets that a word stands for: <c>\DDD</c> is one, any other character behind a backslash is itself.</summary>
    public static bool TryUnescape(ReadOnlySpan<byte> word, ref RDataOctets octets)
    {
        while (true)
        {
            var plain = word.IndexOf((byte)'\\');
            if (!octets.TryAppend(plain < 0 ? word : word[..plain])) return false;
            if (plain < 0) return true;
            if (!TryUnescapeOne(word[plain..], out var octet, out var length) || !octets.TryAppend(octet)) return false;
            word = word[(plain + length)..];
        }
    }

    private static bool TryUnescapeOne(ReadOnlySpan<byte> escape, out byte octet, out int length)
    {
        (octet, length) = (0, 2);
        if (escape.Length < 2) return false;
        octet = escape[1];
        if (!char.IsAsciiDigit((char)octet)) return true;
        length = 4;
        return escape.Length >= 4 && byte.TryParse(escape[1..4], NumberStyles.None, CultureInfo.InvariantCulture, out octet);
    }

    private bool TryReadQuoted(out ReadOnlySpan<byte> word)
    {
        word = default;
        _rest = _rest[1..];
        var end = End(EndsOfQuoted);
        if (end == _rest.Length || !(end + 1 == _rest.Length || IsSeparator(_rest[end + 1]) || _rest[end + 1] == '"')) return false;
        TryTake(end, out word);
        _rest = _rest[1..];
        return true;
    }

    private bool TryTake(int length, out ReadOnlySpan<byte> word)
    {
        word = _rest[..length];
        _rest = _rest[length..];
        return true;
    }

    /// <summary>Where the first octet stands that ends a word and is not behind a backslash.</summary>
    private readonly int End(SearchValues<byte> endsAndBackslash)
    {
        for (var at = 0; at < _rest.Length; at += 2)
        {
            var next = _rest[at..].IndexOfAny(endsAndBackslash);
            if (next < 0) break;
            at += next;
            if (_rest[at] != '\\') return at;
        }

        return _rest.Length;
    }

    private static bool IsSeparator(byte octet) => Separators.Contains((char)octet, StringComparison.Ordinal);
}
