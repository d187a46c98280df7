using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;

namespace PassiveDns.Fuzz.Generation;

/// <summary>Writes DNS messages: names that compress, every type of the table by its fields, and lies in counts, lengths and pointers.</summary>
public sealed class MessageGenerator
{
    private const int MaxOffsets = 32;

    private static readonly byte[][] Labels =
    [
        "www"u8.ToArray(), "example"u8.ToArray(), "com"u8.ToArray(), "test"u8.ToArray(), "NS1"u8.ToArray(), "_dns"u8.ToArray(), "*"u8.ToArray(), "a"u8.ToArray(),
        "xn--bcher-kva"u8.ToArray(), [0], [1], [0xFF, 0x00], "a.b"u8.ToArray(), "\u001b[2J"u8.ToArray(), "-"u8.ToArray(), "in-addr"u8.ToArray(),
    ];

    private static readonly RRType[] Common =
        [RRType.A, RRType.A, RRType.AAAA, RRType.NS, RRType.CNAME, RRType.SOA, RRType.MX, RRType.TXT, RRType.PTR, RRType.SRV, RRType.RRSIG, RRType.OPT, RRType.HTTPS];

    private static readonly RRType[] All = [.. RDataTypes.All];

    private readonly int[] _offsets = new int[MaxOffsets];
    private int _offsetCount;
    private int _start;
    private int _lastQuestion;

    /// <summary>Appends a message.</summary>
    /// <param name="isResponse">What it is; null for either.</param>
    /// <param name="echo">A question to repeat: what the message answers; empty for one of its own.</param>
    /// <param name="id">Its id.</param>
    public void Write(FuzzRandom random, FuzzBuffer message, bool? isResponse = null, ReadOnlySpan<byte> echo = default, ushort id = 0)
    {
        (_start, _offsetCount) = (message.Length, 0);
        var response = isResponse ?? !random.OneIn(4);
        var flags = (response ? 0x8000 : 0) | (random.OneIn(2) ? 0x0400 : 0) | (random.OneIn(3) ? 0x0080 : 0) | (random.OneIn(30) ? 0x0200 : 0);
        if (random.OneIn(8)) flags |= random.Below(16);
        if (random.OneIn(40)) flags |= random.Below(16) << 11;
        message.Add16(id);
        message.Add16(flags);
        var questions = random.OneIn(16) ? random.Below(4) : 1;
        Span<int> counts = [0, 0, 0];
        if (response || random.OneIn(8)) Choose(random, counts);
        message.Add16(random.Lie(questions, 0xFFFF));
        foreach (var count in counts) message.Add16(random.Lie(count, 0xFFFF));

        _lastQuestion = message.Length;
        for (; questions > 0; questions--) WriteQuestion(random, message, echo);
        foreach (var count in counts)
        {
            for (var i = 0; i < count && message.Room > 0; i++) WriteRecord(random, message);
        }

        if (random.OneIn(20)) random.Fill(message.Take(random.Skewed(40)));
    }

    /// <summary>The first question of the message written last, with type and class; as it is in the buffer.</summary>
    public ReadOnlySpan<byte> QuestionOf(FuzzBuffer message)
    {
        var question = message.Span[Math.Min(_lastQuestion, message.Length)..];
        return DomainName.TryMeasure(question, out var length) && question.Length >= length + 4 ? question[..(length + 4)] : [];
    }

    /// <summary>Writes rdata of a type, whose names may point at others of the message.</summary>
    public void WriteRData(FuzzRandom random, FuzzBuffer message, RRType type)
    {
        var fields = RDataTypes.Fields(type);
        if (fields.IsEmpty || random.OneIn(30))
        {
            random.Fill(message.Take(random.Skewed(64)));
            return;
        }

        var start = message.Length;
        foreach (var field in fields)
        {
            if (random.OneIn(60)) continue; // one field too few
            WriteField(random, message, RDataLayout.Resolve(field, message.Span[Math.Min(start, message.Length)..]));
        }
    }

    private static void Choose(FuzzRandom random, Span<int> counts)
    {
        foreach (ref var count in counts) count = random.OneIn(12) ? random.Skewed(60) : random.Below(4);
    }

    private void WriteQuestion(FuzzRandom random, FuzzBuffer message, ReadOnlySpan<byte> echo)
    {
        if (!echo.IsEmpty)
        {
            NoteOffset(random, message);
            message.Add(echo);
            return;
        }

        WriteName(random, message);
        message.Add16((int)(random.OneIn(10) ? (RRType)random.UInt16() : random.Of<RRType>(random.OneIn(3) ? All : Common)));
        message.Add16(random.OneIn(40) ? random.Below(256) : DnsMessageReader.ClassIn);
    }

    private void WriteRecord(FuzzRandom random, FuzzBuffer message)
    {
        WriteName(random, message);
        var type = random.OneIn(12) ? (RRType)random.UInt16() : random.Of<RRType>(random.OneIn(2) ? All : Common);
        message.Add16((int)type);
        message.Add16(random.OneIn(30) ? random.Below(256) : DnsMessageReader.ClassIn);
        message.Add32(random.OneIn(10) ? random.UInt32() : 300);
        var lengthAt = message.Length;
        message.Add16(0);
        if (random.OneIn(25)) WriteRData(random, message, random.Of<RRType>(All)); // of another type
        else WriteRData(random, message, type);
        message.Set16(lengthAt, random.Lie(message.Length - lengthAt - 2, 0xFFFF));
    }

    private void WriteName(FuzzRandom random, FuzzBuffer message)
    {
        if (random.OneIn(100))
        {
            WriteHostileName(random, message);
            return;
        }

        for (var labels = random.OneIn(30) ? random.Skewed(130) : random.Below(5); labels > 0; labels--)
        {
            if (_offsetCount > 0 && random.OneIn(3))
            {
                WritePointer(message, _offsets[random.Below(_offsetCount)]);
                return;
            }

            NoteOffset(random, message);
            WriteLabel(random, message);
        }

        message.Add(0);
    }

    private void WriteHostileName(FuzzRandom random, FuzzBuffer message)
    {
        switch (random.Below(6))
        {
            case 0:
                WritePointer(message, message.Length - _start); // itself
                break;
            case 1:
                WritePointer(message, message.Length - _start + random.Below(300)); // forward
                break;
            case 2:
                WritePointer(message, random.Below(12)); // into the header
                break;
            case 3:
                message.Add((byte)random.Between(0x40, 0xBF)); // reserved kinds of label
                random.Fill(message.Take(random.Below(8)));
                break;
            case 4:
                for (var chain = random.Below(80); chain > 0; chain--) WritePointer(message, Math.Max(0, message.Length - _start - 2));
                break;
            default:
                for (var labels = random.Between(3, 5); labels > 0; labels--)
                {
                    message.Add(DomainName.MaxLabelLength);
                    random.Fill(message.Take(DomainName.MaxLabelLength));
                }

                message.Add(0);
                break;
        }
    }

    private static void WriteLabel(FuzzRandom random, FuzzBuffer message)
    {
        if (random.OneIn(5))
        {
            var length = random.OneIn(8) ? DomainName.MaxLabelLength : random.Between(1, 12);
            message.Add((byte)length);
            random.Fill(message.Take(length));
            return;
        }

        var label = Labels[random.Below(Labels.Length)];
        message.Add((byte)label.Length);
        message.Add(label);
    }

    private static void WritePointer(FuzzBuffer message, int offset) => message.Add16(0xC000 | Math.Min(offset, 0x3FFF));

    private void NoteOffset(FuzzRandom random, FuzzBuffer message)
    {
        var slot = _offsetCount < MaxOffsets ? _offsetCount++ : random.Below(MaxOffsets);
        _offsets[slot] = message.Length - _start;
    }

    private void WriteField(FuzzRandom random, FuzzBuffer message, RDataField field)
    {
        switch (field)
        {
            case RDataField.Name or RDataField.Target:
                WriteName(random, message);
                break;
            case RDataField.Names:
                for (var count = random.Below(4); count > 0; count--) WriteName(random, message);
                break;
            case RDataField.CharacterString or RDataField.Salt or RDataField.Hash:
                WriteString(random, message, random.Skewed(40));
                break;
            case RDataField.OptionalCharacterString:
                if (random.OneIn(2)) WriteString(random, message, random.Skewed(40));
                break;
            case RDataField.CharacterStrings:
                for (var count = random.Between(1, 4); count > 0; count--) WriteString(random, message, random.Skewed(256));
                break;
            case RDataField.Tag:
                message.Add((byte)random.Lie(5, 255));
                message.Add("issue"u8);
                break;
            case RDataField.Types:
                WriteTypes(random, message);
                break;
            case RDataField.OldTypes:
                random.Fill(message.Take(random.Below(18)));
                break;
            case RDataField.Place:
                message.Add(random.OneIn(20) ? (byte)1 : (byte)0);
                for (var sizes = 3; sizes > 0; sizes--) message.Add(random.OneIn(20) ? random.Octet() : (byte)((random.Below(10) << 4) | random.Below(10)));
                for (var places = 2; places > 0; places--) message.Add32((1u << 31) + (uint)random.Between(-330_000_000, 330_000_000));
                message.Add32(random.UInt32());
                break;
            case RDataField.Prefixes:
                for (var count = random.Below(4); count > 0; count--) WritePrefix(random, message);
                break;
            case RDataField.Parameters:
                WriteParameters(random, message);
                break;
            case RDataField.Identity:
                var (tag, key) = (random.Between(1, 20), random.Between(1, 40));
                message.Add((byte)random.Lie(tag, 255));
                message.Add(random.Octet());
                message.Add16(random.Lie(key, 0xFFFF));
                random.Fill(message.Take(tag + key));
                break;
            case RDataField.GatewayType:
                message.Add((byte)random.Lie(random.Below(4), 255));
                break;
            case RDataField.RelayType:
                message.Add((byte)(random.Below(5) | (random.Below(2) << 7)));
                break;
            case RDataField.TypeCovered:
                message.Add16((int)random.Of<RRType>(All));
                break;
            default:
                var length = RDataLayout.Measure(field, stackalloc byte[32]);
                random.Fill(message.Take(length is >= 0 and < 32 ? length : random.Skewed(64)));
                break;
        }
    }

    private static void WriteString(FuzzRandom random, FuzzBuffer message, int length)
    {
        message.Add((byte)random.Lie(length, 255));
        random.Fill(message.Take(length));
    }

    private static void WriteTypes(FuzzRandom random, FuzzBuffer message)
    {
        for (var window = random.Below(2); window < 256; window += random.Between(1, 200))
        {
            var length = random.Between(1, 32);
            message.Add((byte)window);
            message.Add((byte)random.Lie(length, 255));
            var bits = message.Take(length);
            random.Fill(bits);
            if (bits.Length > 0 && !random.OneIn(20)) bits[^1] |= 1;
        }
    }

    private static void WritePrefix(FuzzRandom random, FuzzBuffer message)
    {
        var most = random.OneIn(2) ? 4 : 16;
        var length = random.Below(most + 1);
        message.Add16(random.Lie(most == 4 ? 1 : 2, 0xFFFF));
        message.Add((byte)random.Lie(random.Below((8 * most) + 1), 255));
        message.Add((byte)(random.Lie(length, 127) | (random.Below(2) << 7)));
        random.Fill(message.Take(length));
    }

    private static void WriteParameters(FuzzRandom random, FuzzBuffer message)
    {
        for (var key = 0; key < 9; key++)
        {
            if (!random.OneIn(3)) continue;
            message.Add16(random.Lie(key, 0xFFFF));
            var lengthAt = message.Length;
            message.Add16(0);
            switch (key)
            {
                case SvcParams.Mandatory:
                    message.Add16(SvcParams.Alpn);
                    break;
                case SvcParams.Alpn:
                    for (var names = random.Between(1, 3); names > 0; names--) WriteString(random, message, random.Between(1, 6));
                    break;
                case SvcParams.Port:
                    message.Add16(random.UInt16());
                    break;
                case SvcParams.IPv4Hint:
                    random.Fill(message.Take(4 * random.Between(1, 4)));
                    break;
                case SvcParams.IPv6Hint:
                    random.Fill(message.Take(16 * random.Between(1, 3)));
                    break;
                case SvcParams.NoDefaultAlpn or SvcParams.Ohttp:
                    break;
                default:
                    random.Fill(message.Take(random.Skewed(30)));
                    break;
            }

            message.Set16(lengthAt, random.Lie(message.Length - lengthAt - 2, 0xFFFF));
        }
    }
}
