namespace PassiveDns.Formats.Dns.RData;

/// <summary>What rdata can point to.</summary>
public enum RDataTargetKind : byte
{
    /// <summary>IPv4 address, 4 octets.</summary>
    Address4,

    /// <summary>IPv6 address, 16 octets.</summary>
    Address6,

    /// <summary>Name, uncompressed wire format, lower case.</summary>
    Name,
}

/// <summary>Gives what canonical rdata points to: the addresses and names by which the archive's inverse index goes.</summary>
/// <remarks>
/// Addresses of A and AAAA, address hints of SVCB and HTTPS, gateways; names of servers and of other owners (NS, CNAME, MX, SRV, the
/// primary of an SOA ...). The root is not given: it stands for "none". Nor are mailboxes, signers and the next name of an NSEC.
/// Rdata that does not fit its type's layout points to nothing.
/// </remarks>
public ref struct RDataTargetReader
{
    private readonly ReadOnlySpan<byte> _rdata;
    private ReadOnlySpan<RDataField> _fields;
    private ReadOnlySpan<byte> _rest;
    private ReadOnlySpan<byte> _parameters;
    private ReadOnlySpan<byte> _hints;
    private RDataTargetKind _hintKind;

    public RDataTargetReader(RRType type, ReadOnlySpan<byte> canonicalRData)
    {
        _rdata = _rest = canonicalRData;
        var fields = RDataTypes.Fields(type);
        _fields = RDataLayout.Fits(fields, canonicalRData) ? fields : [];
    }

    /// <summary>Reads the next target; false when there is none left.</summary>
    public bool TryRead(out RDataTargetKind kind, out ReadOnlySpan<byte> octets)
    {
        while (!TryReadHint(out kind, out octets))
        {
            if (_fields.IsEmpty) return false;
            var value = ReadField(out var field);
            if (field == RDataField.Parameters) _parameters = value;
            if (!IsTarget(field, value, out kind)) continue;
            octets = value;
            return true;
        }

        return true;
    }

    private static bool IsTarget(RDataField field, ReadOnlySpan<byte> value, out RDataTargetKind kind)
    {
        kind = field switch
        {
            RDataField.Address4 => RDataTargetKind.Address4,
            RDataField.Address6 => RDataTargetKind.Address6,
            _ => RDataTargetKind.Name,
        };
        return kind != RDataTargetKind.Name || (field == RDataField.Target && value.Length > DomainName.Root.Length);
    }

    private ReadOnlySpan<byte> ReadField(out RDataField field)
    {
        field = RDataLayout.Resolve(_fields[0], _rdata);
        _fields = _fields[1..];
        var octets = _rest[..RDataLayout.Measure(field, _rest)];
        _rest = _rest[octets.Length..];
        return octets;
    }

    private bool TryReadHint(out RDataTargetKind kind, out ReadOnlySpan<byte> octets)
    {
        while (_hints.IsEmpty && SvcParams.TryRead(ref _parameters, out var key, out var value))
        {
            if (key is not (SvcParams.IPv4Hint or SvcParams.IPv6Hint)) continue;
            _hintKind = key == SvcParams.IPv4Hint ? RDataTargetKind.Address4 : RDataTargetKind.Address6;
            _hints = value;
        }

        kind = _hintKind;
        octets = default;
        if (_hints.IsEmpty) return false;
        var length = kind == RDataTargetKind.Address4 ? 4 : 16;
        octets = _hints[..length];
        _hints = _hints[length..];
        return true;
    }
}
