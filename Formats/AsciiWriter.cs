using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace PassiveDns.Formats;

/// <summary>Writes ASCII text piece by piece into a buffer writer. <see cref="Flush"/> must be called at the end.</summary>
internal ref struct AsciiWriter(IBufferWriter<byte> output)
{
    private const int LeastRoom = 256;

    private static readonly SearchValues<byte> PlainInQuotes = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(octet => (byte)octet).Where(octet => octet is not ((byte)'"' or (byte)'\\'))]);

    private Span<byte> _room;
    private int _written;

    public void WriteCharacter(byte character)
    {
        Reserve(1)[0] = character;
        _written++;
    }

    public void Write(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(Reserve(text.Length));
        _written += text.Length;
    }

    public void WriteNumber(long number)
    {
        const int longest = 20;
        number.TryFormat(Reserve(longest), out var digits, default, CultureInfo.InvariantCulture);
        _written += digits;
    }

    public void WriteNumber(ulong number)
    {
        const int longest = 20;
        number.TryFormat(Reserve(longest), out var digits, default, CultureInfo.InvariantCulture);
        _written += digits;
    }

    /// <summary>Writes a number of 0 to 9,999 with leading zeros.</summary>
    public void WritePadded(int number, int digits)
    {
        var text = Reserve(digits);
        for (var i = digits - 1; i >= 0; i--, number /= 10) text[i] = (byte)('0' + (number % 10));
        _written += digits;
    }

    /// <summary>Writes lower-case hexadecimal digits.</summary>
    public void WriteHex(scoped ReadOnlySpan<byte> octets)
    {
        Convert.TryToHexStringLower(octets, Reserve(2 * octets.Length), out var digits);
        _written += digits;
    }

    /// <summary>Writes base64 with padding (RFC 4648 section 4).</summary>
    public void WriteBase64(scoped ReadOnlySpan<byte> octets)
    {
        Base64.EncodeToUtf8(octets, Reserve(Base64.GetMaxEncodedToUtf8Length(octets.Length)), out _, out var characters);
        _written += characters;
    }

    /// <summary>Writes lower-case base32hex without padding (RFC 4648 section 7, RFC 5155 section 3.3).</summary>
    public void WriteBase32Hex(scoped ReadOnlySpan<byte> octets)
    {
        var (bits, count) = (0, 0);
        foreach (var octet in octets)
        {
            bits = ((bits & 0x1F) << 8) | octet;
            for (count += 8; count >= 5; count -= 5) WriteBase32Digit(bits >> (count - 5));
        }

        if (count > 0) WriteBase32Digit(bits << (5 - count));
    }

    /// <summary>Writes a character-string in double quotes; <c>"</c> and <c>\</c> behind a backslash, unprintable octets as <c>\DDD</c> (RFC 1035 section 5.1).</summary>
    public void WriteQuoted(scoped ReadOnlySpan<byte> octets)
    {
        WriteCharacter((byte)'"');
        while (true)
        {
            var plain = octets.IndexOfAnyExcept(PlainInQuotes);
            Write(plain < 0 ? octets : octets[..plain]);
            if (plain < 0) break;
            WriteEscaped(octets[plain]);
            octets = octets[(plain + 1)..];
        }

        WriteCharacter((byte)'"');
    }

    /// <summary>Writes one octet as it stands between double quotes.</summary>
    public void WriteEscaped(byte octet)
    {
        if (octet is < (byte)' ' or > (byte)'~')
        {
            WriteCharacter((byte)'\\');
            WritePadded(octet, 3);
            return;
        }

        if (octet is (byte)'"' or (byte)'\\') WriteCharacter((byte)'\\');
        WriteCharacter(octet);
    }

    /// <summary>Room for at least so many octets; <see cref="Advance"/> says how many were used.</summary>
    public Span<byte> Reserve(int octets)
    {
        if (_room.Length - _written < octets)
        {
            Flush();
            _room = output.GetSpan(Math.Max(octets, LeastRoom));
        }

        return _room[_written..];
    }

    public void Advance(int octets) => _written += octets;

    /// <summary>Hands over what was written.</summary>
    public void Flush()
    {
        if (_written > 0) output.Advance(_written);
        _written = 0;
        _room = default;
    }

    private void WriteBase32Digit(int value) => WriteCharacter("0123456789abcdefghijklmnopqrstuv"u8[value & 0x1F]);
}
