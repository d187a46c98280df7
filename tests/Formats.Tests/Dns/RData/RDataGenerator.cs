using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;

namespace PassiveDns.Formats.Tests.Dns.RData;

/// <summary>Makes well-formed rdata of any type that has a layout, from a seed.</summary>
internal sealed class RDataGenerator(int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<byte> _rdata = [];

    /// <summary>Canonical rdata.</summary>
    public byte[] Next(RRType type)
    {
        _rdata.Clear();
        foreach (var field in RDataTypes.Fields(type)) AddField(type, field);
        var rdata = _rdata.ToArray();
        var canonical = new byte[RDataCanonical.MaxLength(type, rdata.Length)];
        if (!RDataCanonical.TryWrite(type, rdata, 0, rdata.Length, canonical, out var written))
            throw new InvalidOperationException($"made {RDataTypes.Mnemonic(type)} that does not fit: {Convert.ToHexStringLower(rdata)}");
        return canonical[..written];
    }

    private void AddField(RRType type, RDataField field)
    {
        switch (field)
        {
            case RDataField.Name or RDataField.Target:
                AddName();
                break;
            case RDataField.Names:
                for (var count = _random.Next(4); count > 0; count--) AddName();
                break;
            case RDataField.CharacterString when type == RRType.GPOS:
                AddString([.. $"{_random.Next(-89, 90)}.{_random.Next(1_000)}".Select(character => (byte)character)]);
                break;
            case RDataField.CharacterString or RDataField.Salt:
                AddString(Octets(0, 20));
                break;
            case RDataField.Hash:
                AddString(Octets(1, 40));
                break;
            case RDataField.OptionalCharacterString when _random.Next(2) == 0:
                AddString(Octets(0, 20));
                break;
            case RDataField.OptionalCharacterString:
                break;
            case RDataField.CharacterStrings:
                for (var count = _random.Next(1, 5); count > 0; count--) AddString(Octets(0, 255));
                break;
            case RDataField.Tag:
                AddString(LettersAndDigits(1, 15));
                break;
            case RDataField.Text when type == RRType.URI:
                _rdata.AddRange(LettersAndDigits(1, 40));
                break;
            case RDataField.Text or RDataField.OptionalBase64:
                _rdata.AddRange(Octets(0, 40));
                break;
            case RDataField.Hex or RDataField.Base64 or RDataField.Nsap:
                _rdata.AddRange(Octets(1, 80));
                break;
            case RDataField.Types:
                AddTypes();
                break;
            case RDataField.OldTypes:
                _rdata.AddRange(Octets(0, FlatBitmap.MaxTypeOctets));
                break;
            case RDataField.Ports:
                _rdata.AddRange(Octets(0, 100));
                break;
            case RDataField.Place:
                AddPlace();
                break;
            case RDataField.Prefixes:
                for (var count = _random.Next(1, 5); count > 0; count--) AddPrefix();
                break;
            case RDataField.Parameters:
                AddParameters();
                break;
            case RDataField.Identity:
                var (tag, key) = (Octets(1, 32), Octets(1, 300));
                _rdata.AddRange([(byte)tag.Length, (byte)_random.Next(256), (byte)(key.Length >> 8), (byte)key.Length, .. tag, .. key]);
                break;
            case RDataField.DashedBase64:
                _rdata.AddRange(Octets(0, 40));
                break;
            case RDataField.CountedBase64:
                var counted = Octets(0, 40);
                _rdata.AddRange([0, (byte)counted.Length, .. counted]);
                break;
            case RDataField.ErrorCode:
                _rdata.AddRange([0, (byte)_random.Next(12)]);
                break;
            case RDataField.Atm when _random.Next(2) == 0:
                _rdata.AddRange([0, .. Octets(20)]);
                break;
            case RDataField.Atm:
                _rdata.AddRange([1, .. _random.GetItems<byte>("0123456789"u8, _random.Next(1, 15))]);
                break;
            case RDataField.Suffix:
                var bits = (byte)_random.Next(129);
                _rdata.AddRange([bits, .. Octets((128 - bits + 7) / 8)]);
                break;
            case RDataField.PrefixName when RDataLayout.Resolve(field, _rdata.ToArray()) == RDataField.Name:
                AddName();
                break;
            case RDataField.PrefixName:
                break;
            case RDataField.GatewayType:
                _rdata.Add((byte)_random.Next(4));
                break;
            case RDataField.RelayType:
                _rdata.Add((byte)(_random.Next(4) | (_random.Next(2) << 7)));
                break;
            case RDataField.Gateway:
                AddField(type, RDataLayout.Resolve(field, _rdata.ToArray()));
                break;
            default:
                _rdata.AddRange(Octets(RDataLayout.Measure(field, new byte[16])));
                break;
        }
    }

    private void AddName()
    {
        for (var labels = _random.Next(6); labels > 0; labels--) AddString(_random.Next(3) == 0 ? Octets(1, 12) : LettersAndDigits(1, 12));
        _rdata.Add(0);
    }

    private void AddString(byte[] octets) => _rdata.AddRange([(byte)octets.Length, .. octets]);

    private void AddTypes()
    {
        for (var window = _random.Next(3); window < 256; window += _random.Next(1, 200))
        {
            var bits = Octets(1, 32);
            bits[^1] |= 1;
            _rdata.AddRange([(byte)window, (byte)bits.Length, .. bits]);
        }
    }

    private void AddPlace()
    {
        const uint degree = 3_600_000;
        _rdata.AddRange([0, Size(), Size(), Size()]);
        AddUInt32((1u << 31) + (uint)_random.NextInt64(-90 * degree, (90 * degree) + 1));
        AddUInt32((1u << 31) + (uint)_random.NextInt64(-180 * degree, (180 * degree) + 1));
        _rdata.AddRange(Octets(4));
        byte Size() => (byte)((_random.Next(10) << 4) | _random.Next(10));
    }

    private void AddPrefix()
    {
        var most = _random.Next(2) == 0 ? 4 : 16;
        var address = Octets(0, most);
        if (address.Length > 0) address[^1] |= 1;
        _rdata.AddRange([0, (byte)(most == 4 ? 1 : 2), (byte)_random.Next((8 * most) + 1), (byte)(address.Length | (_random.Next(2) << 7)), .. address]);
    }

    /// <summary>Parameters that also ask of one another what RFC 9460 section 8 wants.</summary>
    private void AddParameters()
    {
        var values = new SortedDictionary<int, byte[]>();
        if (Chance()) values[SvcParams.Alpn] = [.. Enumerable.Range(0, _random.Next(1, 4)).SelectMany(_ => Protocol())];
        if (Chance() && values.ContainsKey(SvcParams.Alpn)) values[SvcParams.NoDefaultAlpn] = [];
        if (Chance()) values[SvcParams.Port] = Octets(2);
        if (Chance()) values[SvcParams.IPv4Hint] = Octets(4 * _random.Next(1, 4));
        if (Chance()) values[SvcParams.Ech] = Octets(1, 60);
        if (Chance()) values[SvcParams.IPv6Hint] = Octets(16 * _random.Next(1, 4));
        if (Chance()) values[SvcParams.DohPath] = LettersAndDigits(1, 20);
        if (Chance()) values[SvcParams.Ohttp] = [];
        if (Chance()) values[SvcParams.TlsSupportedGroups] = Octets(2 * _random.Next(1, 4));
        if (Chance()) values[SvcParams.DocPath] = [.. Enumerable.Range(0, _random.Next(3)).SelectMany(_ => Protocol())];
        if (Chance()) values[_random.Next(13, 65_536)] = Octets(0, 20);
        if (Chance() && values.Count > 0) values[SvcParams.Mandatory] = [.. values.Keys.SelectMany(key => new[] { (byte)(key >> 8), (byte)key })];
        foreach (var (key, value) in values)
            _rdata.AddRange([(byte)(key >> 8), (byte)key, (byte)(value.Length >> 8), (byte)value.Length, .. value]);

        bool Chance() => _random.Next(3) == 0;
        byte[] Protocol() => [4, (byte)_random.Next('a', 'z'), (byte)',', (byte)'\\', (byte)_random.Next('0', '9')];
    }

    private void AddUInt32(uint value) => _rdata.AddRange([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);

    private byte[] Octets(int least, int most) => Octets(_random.Next(least, most + 1));

    private byte[] Octets(int length)
    {
        var octets = new byte[length];
        _random.NextBytes(octets);
        return octets;
    }

    private byte[] LettersAndDigits(int least, int most) =>
        [.. _random.GetItems<byte>("ABCabcdefghijklmnopqrstuvwxyz0123456789"u8, _random.Next(least, most + 1))];
}
