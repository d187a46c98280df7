using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace PassiveDns.Formats.Dns.RData;

/// <summary>The parameters of SVCB and HTTPS: keys with values, ascending (RFC 9460 section 2.2).</summary>
internal static class SvcParams
{
    // IANA, "DNS SVCB Service Parameter Keys": up to ipv6hint RFC 9460 section 14.3.2; dohpath, RFC 9461 section 9; ohttp, RFC 9540 section 8;
    // tls-supported-groups, draft-ietf-tls-key-share-prediction; docpath, RFC 9953 section 3; pvd and oots, other drafts, no form of value that stands
    public const ushort Mandatory = 0;
    public const ushort Alpn = 1;
    public const ushort NoDefaultAlpn = 2;
    public const ushort Port = 3;
    public const ushort IPv4Hint = 4;
    public const ushort Ech = 5;
    public const ushort IPv6Hint = 6;
    public const ushort DohPath = 7;
    public const ushort Ohttp = 8;
    public const ushort TlsSupportedGroups = 9;
    public const ushort DocPath = 10;
    public const ushort Pvd = 11;
    public const ushort Oots = 12;

    private const int HeaderLength = 4; // key and length of the value

    /// <summary>All octets when the keys ascend and the value of each known key is well-formed; a misfit otherwise.</summary>
    /// <remarks>What the keys ask of one another (RFC 9460 section 8) is left to clients.</remarks>
    public static int Measure(ReadOnlySpan<byte> parameters)
    {
        var rest = parameters;
        var last = -1;
        while (TryRead(ref rest, out var key, out var value))
        {
            if (key <= last || !IsWellFormed(key, value)) return RDataLayout.Misfit;
            last = key;
        }

        return rest.IsEmpty ? parameters.Length : RDataLayout.Misfit;
    }

    /// <summary>Reads the next parameter and moves on; false at the end, and where one is cut short.</summary>
    public static bool TryRead(scoped ref ReadOnlySpan<byte> rest, out ushort key, out ReadOnlySpan<byte> value)
    {
        key = 0;
        value = default;
        if (rest.Length < HeaderLength) return false;
        int length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        if (length > rest.Length - HeaderLength) return false;
        key = BinaryPrimitives.ReadUInt16BigEndian(rest);
        value = rest.Slice(HeaderLength, length);
        rest = rest[(HeaderLength + length)..];
        return true;
    }

    /// <summary>Writes well-formed parameters, each behind a space, as RFC 9460 section 2.1 has them.</summary>
    public static void Write(ReadOnlySpan<byte> parameters, ref AsciiWriter text)
    {
        while (TryRead(ref parameters, out var key, out var value))
        {
            text.WriteCharacter((byte)' ');
            // One empty segment has no text of its own, since an empty value is none.
            var isPlain = (key == DocPath && (value is [0] || !IsPath(value))) || (key == TlsSupportedGroups && value.Length % 2 != 0);
            if (isPlain) text.Write(AnyKey);
            if (isPlain) text.WriteNumber(key);
            else WriteKey(key, ref text);
            if (value.IsEmpty) continue;
            text.WriteCharacter((byte)'=');
            if (isPlain) text.WriteQuoted(value);
            else WriteValue(key, value, ref text);
        }
    }

    /// <summary>Reads parameters in any order, to the end; a key may stand there once.</summary>
    /// <remarks>Whether the values are well-formed is left to <see cref="Measure"/>.</remarks>
    public static bool TryParse(ref RDataWords words, ref RDataOctets rdata)
    {
        var start = rdata.Length;
        var last = -1;
        var isAscending = true;
        while (!words.AtEnd)
        {
            var header = rdata.Length;
            if (!words.TryReadParameter(out var word, out var text) || !TryParseKey(word, out var key, out var isPlain) || !rdata.TryReserve(HeaderLength)) return false;
            if (!(isPlain ? RDataWords.TryUnescape(text, ref rdata) : TryParseValue(key, text, ref rdata))) return false;
            var length = rdata.Length - header - HeaderLength;
            if (length > ushort.MaxValue) return false;
            BinaryPrimitives.WriteUInt16BigEndian(rdata.Written[header..], key);
            BinaryPrimitives.WriteUInt16BigEndian(rdata.Written[(header + 2)..], (ushort)length);
            isAscending &= key > last;
            last = key;
        }

        return isAscending || TrySort(rdata.Written[start..]);
    }

    private static bool TrySort(Span<byte> parameters)
    {
        var sorted = new SortedDictionary<ushort, byte[]>();
        ReadOnlySpan<byte> rest = parameters;
        var before = rest;
        for (; TryRead(ref rest, out var key, out _); before = rest)
        {
            if (!sorted.TryAdd(key, before[..^rest.Length].ToArray())) return false;
        }

        foreach (var parameter in sorted.Values)
        {
            parameter.CopyTo(parameters);
            parameters = parameters[parameter.Length..];
        }

        return true;
    }

    /// <summary>Keys from tls-supported-groups on never make rdata a misfit: archives hold what fitted before they were known.</summary>
    private static bool IsWellFormed(ushort key, ReadOnlySpan<byte> value) => key switch
    {
        Mandatory => IsAscendingKeyList(value),
        Alpn => IsAlpnList(value),
        NoDefaultAlpn or Ohttp => value.IsEmpty,
        Port => value.Length == 2,
        IPv4Hint => value.Length > 0 && value.Length % 4 == 0,
        Ech => value.Length > 0,
        IPv6Hint => value.Length > 0 && value.Length % 16 == 0,
        DohPath => value.Length > 0 && Utf8.IsValid(value),
        _ => true,
    };

    /// <summary>One key or more, ascending, without <c>mandatory</c> itself (RFC 9460 section 8).</summary>
    private static bool IsAscendingKeyList(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value.Length % 2 != 0) return false;
        for (int last = Mandatory; !value.IsEmpty; value = value[2..])
        {
            var key = BinaryPrimitives.ReadUInt16BigEndian(value);
            if (key <= last) return false;
            last = key;
        }

        return true;
    }

    /// <summary>Any number of segments behind their lengths (RFC 9953 section 3).</summary>
    private static bool IsPath(ReadOnlySpan<byte> value)
    {
        while (!value.IsEmpty && value[0] < value.Length) value = value[(1 + value[0])..];
        return value.IsEmpty;
    }

    /// <summary>One protocol or more, none empty (RFC 9460 section 7.1.1).</summary>
    private static bool IsAlpnList(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) return false;
        while (!value.IsEmpty)
        {
            if (value[0] == 0 || value[0] >= value.Length) return false;
            value = value[(1 + value[0])..];
        }

        return true;
    }

    private static void WriteKey(ushort key, ref AsciiWriter text)
    {
        var name = KeyName(key);
        text.Write(name.IsEmpty ? AnyKey : name);
        if (name.IsEmpty) text.WriteNumber(key);
    }

    /// <summary>What a key without a name is called, with its number; any key may be, its value then being plain octets (RFC 9460 section 2.1).</summary>
    private static ReadOnlySpan<byte> AnyKey => "key"u8;

    private static ReadOnlySpan<byte> KeyName(int key) => key switch
    {
        Mandatory => "mandatory"u8,
        Alpn => "alpn"u8,
        NoDefaultAlpn => "no-default-alpn"u8,
        Port => "port"u8,
        IPv4Hint => "ipv4hint"u8,
        Ech => "ech"u8,
        IPv6Hint => "ipv6hint"u8,
        DohPath => "dohpath"u8,
        Ohttp => "ohttp"u8,
        TlsSupportedGroups => "tls-supported-groups"u8,
        DocPath => "docpath"u8,
        Pvd => "pvd"u8,
        Oots => "oots"u8,
        _ => default,
    };

    private static void WriteValue(ushort key, ReadOnlySpan<byte> value, ref AsciiWriter text)
    {
        switch (key)
        {
            case Mandatory:
                WriteKeys(value, ref text);
                break;
            case Alpn or DocPath:
                WriteList(value, ref text);
                break;
            case TlsSupportedGroups:
                WriteNumbers(value, ref text);
                break;
            case Port:
                text.WriteNumber(BinaryPrimitives.ReadUInt16BigEndian(value));
                break;
            case IPv4Hint or IPv6Hint:
                WriteAddresses(value, key == IPv4Hint ? 4 : 16, ref text);
                break;
            case Ech:
                text.WriteBase64(value);
                break;
            default:
                text.WriteQuoted(value);
                break;
        }
    }

    private static void WriteKeys(ReadOnlySpan<byte> keys, ref AsciiWriter text)
    {
        for (; !keys.IsEmpty; keys = keys[2..])
        {
            WriteKey(BinaryPrimitives.ReadUInt16BigEndian(keys), ref text);
            if (keys.Length > 2) text.WriteCharacter((byte)',');
        }
    }

    private static void WriteNumbers(ReadOnlySpan<byte> numbers, ref AsciiWriter text)
    {
        for (; !numbers.IsEmpty; numbers = numbers[2..])
        {
            text.WriteNumber(BinaryPrimitives.ReadUInt16BigEndian(numbers));
            if (numbers.Length > 2) text.WriteCharacter((byte)',');
        }
    }

    /// <summary>A comma or backslash inside an item is escaped twice: as part of a list and as part of a quoted string (RFC 9460 appendix A.1).</summary>
    private static void WriteList(ReadOnlySpan<byte> items, ref AsciiWriter text)
    {
        text.WriteCharacter((byte)'"');
        while (!items.IsEmpty)
        {
            foreach (var octet in items.Slice(1, items[0]))
            {
                if (octet is (byte)',' or (byte)'\\') text.Write(@"\\"u8);
                text.WriteEscaped(octet);
            }

            items = items[(1 + items[0])..];
            if (!items.IsEmpty) text.WriteCharacter((byte)',');
        }

        text.WriteCharacter((byte)'"');
    }

    private static void WriteAddresses(ReadOnlySpan<byte> addresses, int length, ref AsciiWriter text)
    {
        for (; !addresses.IsEmpty; addresses = addresses[length..])
        {
            var room = text.Reserve(AddressFormat.MaxIPv6Length);
            text.Advance(length == 4 ? AddressFormat.WriteIPv4(addresses, room) : AddressFormat.WriteIPv6(addresses, room));
            if (addresses.Length > length) text.WriteCharacter((byte)',');
        }
    }

    private static bool TryParseKey(ReadOnlySpan<byte> word, out ushort key, out bool isPlain)
    {
        isPlain = word.Length > AnyKey.Length && Ascii.EqualsIgnoreCase(word[..AnyKey.Length], AnyKey);
        var isKey = DnsMnemonics.TryParse(isPlain ? word[AnyKey.Length..] : word, KeyName, Oots, default, ushort.MaxValue, out var number);
        key = (ushort)number;
        return isKey && char.IsAsciiDigit((char)word[^1]) == isPlain;
    }

    private static bool TryParseValue(ushort key, ReadOnlySpan<byte> text, ref RDataOctets rdata)
    {
        if (text.IsEmpty) return true;
        switch (key)
        {
            case Mandatory or Port or IPv4Hint or IPv6Hint or TlsSupportedGroups or Ech:
                foreach (var item in text.Split((byte)','))
                {
                    if (!TryParseItem(key, text[item], ref rdata)) return false;
                }

                return true;
            case Alpn or DocPath:
                return TryParseItems(text, ref rdata);
            default:
                return RDataWords.TryUnescape(text, ref rdata);
        }
    }

    private static bool TryParseItem(ushort key, ReadOnlySpan<byte> item, ref RDataOctets rdata)
    {
        Span<byte> address = stackalloc byte[16];
        switch (key)
        {
            case Mandatory:
                return TryParseKey(item, out var named, out _) && rdata.TryAppendNumber(named, 2);
            case IPv4Hint:
                return AddressFormat.TryParseIPv4(item, address) && rdata.TryAppend(address[..4]);
            case IPv6Hint:
                return AddressFormat.TryParseIPv6(item, address) && rdata.TryAppend(address);
            case Ech:
                return DigitDecoder.TryDecode(DigitDecoder.Base64, item, ref rdata);
            default:
                return RDataWords.TryParseNumber(item, ushort.MaxValue, out var number) && rdata.TryAppendNumber(number, 2);
        }
    }

    /// <summary>Undoes what <see cref="WriteList"/> does: first the string's escapes, then the list's.</summary>
    private static bool TryParseItems(ReadOnlySpan<byte> text, ref RDataOctets rdata)
    {
        var start = rdata.Length;
        if (!rdata.TryAppend(0) || !RDataWords.TryUnescape(text, ref rdata)) return false;
        var octets = rdata.Written[start..];
        var (header, written) = (0, 1); // what is written never overtakes what is read
        for (var read = 1; read < octets.Length; read++)
        {
            if (octets[read] == ',')
            {
                if (written - header - 1 > byte.MaxValue) return false;
                octets[header] = (byte)(written - header - 1);
                header = written++;
                continue;
            }

            if (octets[read] == '\\' && ++read == octets.Length) return false;
            octets[written++] = octets[read];
        }

        if (written - header - 1 > byte.MaxValue) return false;
        octets[header] = (byte)(written - header - 1);
        rdata.Shorten(start + written);
        return true;
    }
}
