using System.Text;
using System.Text.Json;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;

namespace PassiveDns.Formats.Interchange;

/// <summary>Makes an RRset of one line of the Common Output Format. Its buffers are used again for the next.</summary>
internal sealed class CommonOutputRecord
{
    private const long LastSecond = long.MaxValue / 1_000;
    private const int LongestMessage = 256;

    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    private readonly byte[] _owner = new byte[DomainName.MaxLength + 1];
    private readonly byte[] _bailiwick = new byte[DomainName.MaxLength + 1];
    private readonly List<(int Start, int Length)> _records = [];
    private readonly Comparison<(int Start, int Length)> _byOctets;
    private byte[] _text = new byte[1_024];
    private byte[] _rdata = new byte[RDataParser.MaxLength(RRType.SOA)];
    private int _rdataLength;

    private int _ownerLength;
    private int _bailiwickLength;
    private RRType? _type;
    private Number _first, _last, _zoneFirst, _zoneLast, _firstMilliseconds, _lastMilliseconds, _count, _ttlMin, _ttlMax;
    private SightingStatus _status;
    private bool _hasKeys;

    public CommonOutputRecord() => _byOctets = (a, b) => RDataOrder.Compare(_rdata.AsSpan(a.Start, a.Length), _rdata.AsSpan(b.Start, b.Length));

    /// <summary>What the line says about the stream: where it is in its middle, that an ending is missing so far; null when it says nothing.</summary>
    public StreamEnding? Ending { get; private set; }

    /// <summary>What came with the ending that was met last.</summary>
    public string Message { get; private set; } = "";

    /// <summary>The line says something about the stream, and nothing else.</summary>
    public bool IsFramingAlone { get; private set; }

    public CommonOutputFault Read(ReadOnlySpan<byte> line, out RRset? rrset)
    {
        rrset = null;
        Clear();
        var rdata = default(Utf8JsonReader);
        try
        {
            var json = new Utf8JsonReader(line);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return CommonOutputFault.NotJson;
            ReadObject(ref json, ref rdata, isFramed: false);
            if (json.Read()) return CommonOutputFault.NotJson;
            IsFramingAlone = Ending is not null && !_hasKeys;
            return IsFramingAlone ? CommonOutputFault.None : Make(ref rdata, out rrset);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return CommonOutputFault.NotJson; // the second for text that is no UTF-16 behind its escapes
        }
    }

    private void Clear()
    {
        (_ownerLength, _bailiwickLength, _rdataLength) = (0, 0, 0);
        (_first, _last, _zoneFirst, _zoneLast, _firstMilliseconds, _lastMilliseconds) = (default, default, default, default, default, default);
        (_count, _ttlMin, _ttlMax, _type, _status) = (default, default, default, null, SightingStatus.Matched);
        (_hasKeys, Ending, IsFramingAlone) = (false, null, false);
        _records.Clear();
    }

    private void ReadObject(ref Utf8JsonReader json, ref Utf8JsonReader rdata, bool isFramed)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("obj"u8) && !isFramed)
            {
                json.Read();
                Ending ??= StreamEnding.Missing;
                if (json.TokenType == JsonTokenType.StartObject) ReadObject(ref json, ref rdata, isFramed: true);
                else json.Skip();
                continue;
            }

            if (!isFramed && TryReadFraming(ref json)) continue;
            _hasKeys = true;
            if (json.ValueTextEquals("rdata"u8))
            {
                json.Read();
                rdata = json; // read again when the type is known
            }
            else if (!TryReadText(ref json) && !TryReadNumber(ref json))
            {
                json.Read();
            }

            json.Skip();
        }
    }

    private bool TryReadFraming(ref Utf8JsonReader json)
    {
        var isCondition = json.ValueTextEquals("cond"u8);
        if (!isCondition && !json.ValueTextEquals("msg"u8)) return false;
        json.Read();
        if (json.TokenType != JsonTokenType.String) json.Skip();
        else if (!isCondition) Message = Start(json);
        else Ending = Condition(ref json);
        return true;
    }

    private string Start(Utf8JsonReader json)
    {
        var text = Utf8.GetString(Octets(ref json));
        return text.Length <= LongestMessage ? text : text[..LongestMessage];
    }

    private static StreamEnding Condition(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("succeeded"u8)) return StreamEnding.Succeeded;
        if (json.ValueTextEquals("limited"u8)) return StreamEnding.Limited;
        return json.ValueTextEquals("failed"u8) ? StreamEnding.Failed : StreamEnding.Missing;
    }

    private bool TryReadText(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("rrname"u8))
        {
            json.Read();
            _ownerLength = ReadName(ref json, _owner);
        }
        else if (json.ValueTextEquals("bailiwick"u8))
        {
            json.Read();
            if (json.TokenType != JsonTokenType.Null && !(json.TokenType == JsonTokenType.String && json.ValueTextEquals(""u8)))
                _bailiwickLength = ReadName(ref json, _bailiwick) is > 0 and var length ? length : -1;
        }
        else if (json.ValueTextEquals("rrtype"u8))
        {
            json.Read();
            _type = ReadType(ref json);
        }
        else if (json.ValueTextEquals("status"u8))
        {
            json.Read();
            if (json.TokenType == JsonTokenType.String) _status = Status(ref json);
        }
        else
        {
            return false;
        }

        return true;
    }

    private bool TryReadNumber(ref Utf8JsonReader json)
    {
        ref var number = ref NumberOf(ref json, out var isOne);
        if (!isOne) return false;
        json.Read();
        number = json.TokenType switch
        {
            JsonTokenType.Null => default,
            JsonTokenType.Number when json.TryGetInt64(out var value) && value >= 0 => new Number(true, value),
            _ => new Number(true, -1),
        };
        return true;
    }

    private ref Number NumberOf(ref Utf8JsonReader json, out bool isOne)
    {
        isOne = true;
        if (json.ValueTextEquals("time_first"u8)) return ref _first;
        if (json.ValueTextEquals("time_last"u8)) return ref _last;
        if (json.ValueTextEquals("count"u8)) return ref _count;
        if (json.ValueTextEquals("zone_time_first"u8)) return ref _zoneFirst;
        if (json.ValueTextEquals("zone_time_last"u8)) return ref _zoneLast;
        if (json.ValueTextEquals("time_first_ms"u8)) return ref _firstMilliseconds;
        if (json.ValueTextEquals("time_last_ms"u8)) return ref _lastMilliseconds;
        if (json.ValueTextEquals("ttl_min"u8)) return ref _ttlMin;
        if (json.ValueTextEquals("ttl_max"u8)) return ref _ttlMax;
        isOne = false;
        return ref _count;
    }

    private int ReadName(ref Utf8JsonReader json, Span<byte> name)
    {
        if (json.TokenType != JsonTokenType.String || !DomainNameFormat.TryParse(Octets(ref json), name, out var length)) return 0;
        DomainName.ToLower(name[..length]);
        return length;
    }

    private RRType? ReadType(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.String => RDataTypes.TryParse(Octets(ref json), out var type) ? type : null,
        JsonTokenType.Number => json.TryGetUInt16(out var number) ? (RRType)number : null,
        _ => null,
    };

    private static SightingStatus Status(ref Utf8JsonReader json)
    {
        for (var status = SightingStatus.Matched; status <= SightingStatus.Transfer; status++)
        {
            if (json.ValueTextEquals(SightingStatusText.Of(status))) return status;
        }

        return SightingStatus.Matched; // somebody else's key of that name
    }

    /// <summary>The octets of the string; valid until the next one is read.</summary>
    private ReadOnlySpan<byte> Octets(ref Utf8JsonReader json)
    {
        if (!json.ValueIsEscaped) return json.ValueSpan;
        if (_text.Length < json.ValueSpan.Length) _text = new byte[json.ValueSpan.Length * 2];
        return _text.AsSpan(0, json.CopyString(_text));
    }

    private CommonOutputFault Make(ref Utf8JsonReader rdata, out RRset? rrset)
    {
        rrset = null;
        if (_ownerLength == 0) return CommonOutputFault.Owner;
        if (_type is not { } type) return CommonOutputFault.Type;
        if (!TryMakeWindow(out var window)) return CommonOutputFault.Time;
        if (_count.Value < 0) return CommonOutputFault.Count;
        if (!TryMakeBailiwick(out var bailiwick)) return CommonOutputFault.Bailiwick;
        var fault = ReadRData(type, ref rdata);
        if (fault != CommonOutputFault.None) return fault;
        var (ttlMin, ttlMax) = Ttls();
        rrset = new RRset(MakeKey(type, bailiwick), [new Sighting(0, _status, Vantage.Imported, window, 0, ttlMin, ttlMax)]);
        return CommonOutputFault.None;
    }

    /// <summary>Times in milliseconds count where they say the same as those in seconds.</summary>
    private bool TryMakeWindow(out TimeWindow window)
    {
        window = default;
        var (first, last) = _first.IsGiven || _last.IsGiven || (!_zoneFirst.IsGiven && !_zoneLast.IsGiven) ? (_first, _last) : (_zoneFirst, _zoneLast);
        if (!first.IsGiven && !last.IsGiven) (first, last) = (_firstMilliseconds.InSeconds, _lastMilliseconds.InSeconds);
        if (!first.IsGiven || !last.IsGiven || first.Value is < 0 or > LastSecond || last.Value is < 0 or > LastSecond) return false;
        window = new TimeWindow(Milliseconds(first, _firstMilliseconds), Milliseconds(last, _lastMilliseconds), Math.Max(1, _count.Value));
        return window.FirstMilliseconds <= window.LastMilliseconds;
    }

    private static long Milliseconds(Number seconds, Number milliseconds) =>
        milliseconds.IsGiven && milliseconds.InSeconds == seconds ? milliseconds.Value : seconds.Value * 1_000;

    private bool TryMakeBailiwick(out byte bailiwick)
    {
        bailiwick = RRsetKey.NoBailiwick;
        if (_bailiwickLength == 0) return true;
        if (_bailiwickLength < 0) return false;
        var apex = _bailiwick.AsSpan(0, _bailiwickLength);
        bailiwick = (byte)(1 + DomainName.LabelCount(apex));
        return DomainName.IsAtOrBelow(_owner.AsSpan(0, _ownerLength), apex);
    }

    /// <summary>TTLs are ours alone: whatever else has these keys means nothing.</summary>
    private (uint Min, uint Max) Ttls() =>
        _ttlMin.Value is >= 0 and <= uint.MaxValue && _ttlMax.Value is >= 0 and <= uint.MaxValue && _ttlMin.Value <= _ttlMax.Value
            ? ((uint)_ttlMin.Value, (uint)_ttlMax.Value)
            : (0, 0);

    private CommonOutputFault ReadRData(RRType type, ref Utf8JsonReader rdata)
    {
        if (rdata.TokenType == JsonTokenType.String) return AddRData(type, Octets(ref rdata));
        if (rdata.TokenType != JsonTokenType.StartArray) return CommonOutputFault.RData;
        while (rdata.Read() && rdata.TokenType == JsonTokenType.String)
        {
            var fault = AddRData(type, Octets(ref rdata));
            if (fault != CommonOutputFault.None) return fault;
        }

        return _records.Count > 0 && rdata.TokenType == JsonTokenType.EndArray ? CommonOutputFault.None : CommonOutputFault.RData;
    }

    private CommonOutputFault AddRData(RRType type, ReadOnlySpan<byte> text)
    {
        if (_rdataLength > CommonOutputReader.MaxRDataSetLength) return CommonOutputFault.TooLong;
        var most = _rdataLength + RDataParser.MaxLength(type);
        if (_rdata.Length < most) Array.Resize(ref _rdata, 2 * most);
        if (!TryParse(type, text, _rdata.AsSpan(_rdataLength), out var length)) return CommonOutputFault.RData;
        _records.Add((_rdataLength, length));
        _rdataLength += length;
        return CommonOutputFault.None;
    }

    private static bool TryParse(RRType type, ReadOnlySpan<byte> text, Span<byte> rdata, out int length)
    {
        var isText = RDataTypes.Fields(type) is [RDataField.CharacterStrings];
        var stands = isText && !text.StartsWith("\""u8) && !text.StartsWith(@"\#"u8) && (text.IsEmpty || text.ContainsAny(" ()"u8));
        if (!stands && RDataParser.TryParse(type, text, rdata, out length)) return true;
        length = 0;
        if (text is [(byte)'"', .. var quoted, (byte)'"']) text = quoted;
        return isText && TryTakeText(text, rdata, out length);
    }

    /// <summary>Takes a text as it stands: strings of 255 octets, and one of what is left.</summary>
    private static bool TryTakeText(ReadOnlySpan<byte> text, Span<byte> rdata, out int length)
    {
        var octets = new RDataOctets(rdata);
        do
        {
            var part = text[..Math.Min(text.Length, byte.MaxValue)];
            length = 0;
            if (octets.Length + 1 + part.Length > ushort.MaxValue || !octets.TryAppend((byte)part.Length) || !octets.TryAppend(part)) return false;
            text = text[part.Length..];
        }
        while (!text.IsEmpty);
        length = octets.Length;
        return true;
    }

    private byte[] MakeKey(RRType type, byte bailiwick)
    {
        Span<byte> beginning = stackalloc byte[RRsetKey.MaxOwnerKeyLength + RRsetKey.TypeAndBailiwickLength];
        var length = RRsetKey.WriteOwner(_owner.AsSpan(0, _ownerLength), beginning);
        RRsetKey.WriteTypeAndBailiwick(type, bailiwick, beginning[length..]);
        length += RRsetKey.TypeAndBailiwickLength;

        _records.Sort(_byOctets);
        Span<byte> lengthOctets = stackalloc byte[3];
        var total = length;
        for (var i = 0; i < _records.Count; i++)
        {
            if (!IsRepeat(i)) total += _records[i].Length + RRsetKey.WriteRDataLength(_records[i].Length, lengthOctets);
        }

        var key = new byte[total];
        beginning[..length].CopyTo(key);
        for (var i = 0; i < _records.Count; i++)
        {
            if (IsRepeat(i)) continue;
            var (start, octets) = _records[i];
            length += RRsetKey.WriteRDataLength(octets, key.AsSpan(length));
            _rdata.AsSpan(start, octets).CopyTo(key.AsSpan(length));
            length += octets;
        }

        return key;
    }

    private bool IsRepeat(int record) => record > 0 && _byOctets(_records[record - 1], _records[record]) == 0;

    /// <summary>A number that a key has.</summary>
    /// <param name="Value">-1 for one that is none, or below 0.</param>
    private readonly record struct Number(bool IsGiven, long Value)
    {
        public Number InSeconds => Value < 0 ? this : this with { Value = Value / 1_000 };
    }
}
