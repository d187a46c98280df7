namespace PassiveDns.Benchmarks.Workload;

/// <summary>What the authorities say, one method for each kind of exchange.</summary>
internal sealed partial class ResolverTraffic
{
    // Shares of the names of a domain, in 1,000.
    private const int Aliases = 220;
    private const int AliasesWithin = 600; // of the aliases; the others lead to a content network
    private const int Balanced = 120;      // names whose addresses change by the hour

    private const int AddressPool = 16;    // slots kept for one name
    private const int ContentNetworks = 12;
    private const uint SecondsPerDay = 86_400;

    /// <summary>A parent refers to a child's servers: no answer, NS in the authority section, their addresses as glue.</summary>
    private void Refer(int zone)
    {
        var parent = _population.Parent(zone);
        var operatorZone = _population.Operator(zone);
        AskFor(zone, _random.Chance(500) ? 0 : 1);
        Ask(_population.Operator(parent), RecordType.A, 0);

        Span<byte> octets = stackalloc byte[NameWriter.MaxNameLength];
        var name = octets[.._population.WriteName(zone, octets)];
        _records.NameServers(Section.Authority, name, operatorZone, -1);
        if (_records.DnssecOk && _population.IsSigned(zone)) _records.DelegationSigner(Section.Authority, name, zone);
        if (HasGlue(zone, operatorZone)) AddServerAddresses(operatorZone, 2 * SecondsPerDay);
        else RequireRoom();
    }

    /// <summary>A registry gives glue for servers below the top-level domains it runs: the first dozen have one registry.</summary>
    private bool HasGlue(int zone, int operatorZone)
    {
        const int SharedRegistry = 12;
        var (ours, theirs) = (_population.Parent(zone), _population.Parent(operatorZone));
        return ours == theirs || (ours <= SharedRegistry && theirs <= SharedRegistry);
    }

    private void AnswerDomain(int zone)
    {
        var draw = _random.Below(1_000);
        if (draw < 600) AnswerAddress(zone, RecordType.A);
        else if (draw < 800) AnswerAddress(zone, RecordType.AAAA);
        else if (draw < 850) AnswerService(zone, RecordType.HTTPS);
        else if (draw < 890) AnswerApex(zone, RecordType.MX);
        else if (draw < 930) AnswerApex(zone, RecordType.TXT);
        else if (draw < 950) AnswerApex(zone, RecordType.NS);
        else if (draw < 960) AnswerApex(zone, RecordType.SOA);
        else if (draw < 970) AnswerService(zone, RecordType.SRV);
        else if (draw < 980) AnswerService(zone, RecordType.CAA);
        else AnswerDelegation(zone);
    }

    private void AnswerAddress(int zone, RecordType type)
    {
        var count = _population.OwnerCount(zone);
        var number = Math.Min(_random.Below(count), _random.Below(count));
        var traits = _population.Number(zone, 1_000 + number);
        AskFor(zone, number);
        var operatorZone = AskOperator(zone, type);

        Span<byte> octets = stackalloc byte[NameWriter.MaxNameLength];
        if (number > 0 && SplitMix64.Scale(traits, 1_000) < Aliases)
        {
            if ((int)(traits % 1_000) >= AliasesWithin)
            {
                _records.Alias(Section.Answer, Question, zone, ContentNetworkName(zone, number, traits, octets));
                EndAnswer(zone, operatorZone);
                return;
            }

            // The alias's target lies in the same zone, so the same response holds its addresses.
            var target = new NameWriter(octets);
            target.Label("lb"u8, number);
            _population.AppendName(ref target, zone);
            _records.Alias(Section.Answer, Question, zone, target.Name);
            AddAddresses(target.Name, zone, type, number, traits);
        }
        else
        {
            AddAddresses(Question, zone, type, number, traits);
        }

        EndAnswer(zone, operatorZone);
    }

    /// <summary>The addresses of one name, or the zone's SOA where it has none of the type asked for.</summary>
    private void AddAddresses(ReadOnlySpan<byte> owner, int zone, RecordType type, int number, ulong traits)
    {
        if (type == RecordType.AAAA && !_population.HasIPv6(zone))
        {
            AddStartOfAuthority(zone);
            return;
        }

        var size = SplitMix64.Scale(SplitMix64.Mix(traits), 100) switch { < 25 => 1, < 43 => 2, < 55 => 3, < 77 => 4, < 89 => 6, _ => 8 };
        var hour = SplitMix64.Scale(SplitMix64.Mix(traits + 1), 1_000) < Balanced ? (int)(_seconds / 3_600) : 0;
        _records.Addresses(Section.Answer, owner, zone, type, (number * AddressPool) + (hour * 5 % AddressPool), size, AddressPool);
    }

    private ReadOnlySpan<byte> ContentNetworkName(int zone, int number, ulong traits, Span<byte> octets)
    {
        Span<byte> label = stackalloc byte[12];
        ZoneRecords.Hex(label, _population.Number(zone, 2_000 + number), 0);
        var name = new NameWriter(octets);
        name.Label(label);
        name.Label("edge"u8);
        _population.AppendName(ref name, DomainPopulation.Domain(5 * (int)(traits % ContentNetworks)));
        return name.Name;
    }

    private void AnswerApex(int zone, RecordType type)
    {
        AskFor(zone, 0);
        var operatorZone = AskOperator(zone, type);
        var mailZone = (_population.Number(zone, 8) & 1) == 0 ? zone : operatorZone;
        if (type == RecordType.MX) _records.MailExchanges(Section.Answer, Question, zone, mailZone);
        else if (type == RecordType.TXT) _records.Texts(Section.Answer, Question, zone);
        else if (type == RecordType.NS) _records.NameServers(Section.Answer, Question, operatorZone, zone);
        else _records.StartOfAuthority(Section.Answer, Question, operatorZone, zone, _seconds);

        if (type == RecordType.NS) AddServerAddresses(operatorZone, SecondsPerDay);
        else EndAnswer(zone, operatorZone);
    }

    private void AnswerService(int zone, RecordType type)
    {
        var name = new NameWriter(_question);
        if (type == RecordType.SRV)
        {
            name.Label("_sip"u8);
            name.Label("_tcp"u8);
        }

        _population.AppendName(ref name, zone);
        _questionLength = name.Name.Length;
        var operatorZone = AskOperator(zone, type);

        if (!_population.HasService(zone)) AddStartOfAuthority(zone);
        else if (type == RecordType.SRV) _records.Service(Section.Answer, Question, zone);
        else if (type == RecordType.CAA) _records.CertificationAuthority(Section.Answer, Question, zone);
        else _records.HttpsBinding(Section.Answer, Question, zone, 0);
        EndAnswer(zone, operatorZone);
    }

    /// <summary>DS is asked of the parent (RFC 4035 section 3.1.4.1).</summary>
    private void AnswerDelegation(int zone)
    {
        var parent = _population.Parent(zone);
        AskFor(zone, 0);
        Ask(_population.Operator(parent), RecordType.DS, Authoritative);
        if (_population.IsSigned(zone)) _records.DelegationSigner(Section.Answer, Question, zone);
        else AddStartOfAuthority(parent);
        RequireRoom();
    }

    /// <summary>A reverse zone for each network, served by the operator of the domain that uses the address.</summary>
    private void AnswerReverse()
    {
        var zone = PopularDomain();
        var slot = _random.Below(4) * AddressPool;
        var operatorZone = _population.Operator(zone);
        var name = new NameWriter(_question);
        AppendReversed(ref name, _population.IPv4(zone, slot));
        name.Label("in-addr"u8);
        name.Label("arpa"u8);
        name.End();
        _questionLength = name.Name.Length;
        Ask(operatorZone, RecordType.PTR, Authoritative);

        Span<byte> octets = stackalloc byte[NameWriter.MaxNameLength];
        var target = new NameWriter(octets);
        _population.AppendOwner(ref target, zone, slot / AddressPool);
        _records.Pointer(Section.Answer, Question, target.Name);
        if (!_population.GivesFullResponses(operatorZone)) return;
        _records.NameServers(Section.Authority, Question[(1 + Question[0])..], operatorZone, -1);
        AddServerAddresses(operatorZone, SecondsPerDay);
    }

    /// <summary>A name made for one question: a token, a hash, or an address in words, below one of a few domains.</summary>
    private void AnswerDisposable()
    {
        var number = _disposablePopularity.Draw(_random);
        var zone = DomainPopulation.Disposable(number);
        var style = number % 4;
        var name = new NameWriter(_question);
        DisposableLabels(ref name, style);
        _population.AppendName(ref name, zone);
        _questionLength = name.Name.Length;
        var operatorZone = AskOperator(zone, style == 3 ? RecordType.TXT : RecordType.A);

        if (style == 3) AddVerdict(Question);
        else _records.Addresses(Section.Answer, Question, zone, RecordType.A, _random.Below(AddressPool), 1, AddressPool);
        EndAnswer(zone, operatorZone);
    }

    private void DisposableLabels(ref NameWriter name, int style)
    {
        Span<byte> label = stackalloc byte[32];
        switch (style)
        {
            case 0:
                var token = label[..(12 + _random.Below(5))];
                RandomHex(token);
                name.Label(token);
                break;
            case 1:
                RandomHex(label[..8]);
                name.Label(label[..8]);
                name.Label("track"u8);
                break;
            case 2:
                name.Label("s"u8, _random.Below(int.MaxValue));
                name.Label("u"u8, _random.Below(100));
                break;
            default:
                RandomHex(label);
                name.Label(label);
                name.Label("hash"u8);
                break;
        }
    }

    private void AddVerdict(ReadOnlySpan<byte> owner)
    {
        Span<byte> text = stackalloc byte[12];
        "verdict="u8.CopyTo(text);
        RandomHex(text[8..]);
        _records.Text(Section.Answer, owner, text);
    }

    /// <summary>A domain that nobody registered: a typing error or a generated name.</summary>
    private void DenyDomain()
    {
        var topLevel = _population.Parent(PopularDomain());
        var name = new NameWriter(_question);
        RandomLabel(ref name);
        _population.AppendName(ref name, topLevel);
        Deny(topLevel, name.Name.Length);
    }

    /// <summary>A name that an existing domain does not have.</summary>
    private void DenyName()
    {
        var zone = PopularDomain();
        var name = new NameWriter(_question);
        RandomLabel(ref name);
        _population.AppendName(ref name, zone);
        Deny(zone, name.Name.Length);
    }

    /// <summary>An address that a block list does not hold (RFC 5782 section 2.1).</summary>
    private void DenyListing()
    {
        var zone = DomainPopulation.Disposable(_random.Below(4));
        var name = new NameWriter(_question);
        AppendReversed(ref name, (uint)_random.Next());
        name.Label("bl"u8);
        _population.AppendName(ref name, zone);
        Deny(zone, name.Name.Length);
    }

    private void Deny(int zone, int questionLength)
    {
        _questionLength = questionLength;
        Ask(_population.Operator(zone), RecordType.A, Authoritative | NameError);
        AddStartOfAuthority(zone);
        RequireRoom();
    }

    private void AskFor(int zone, int number)
    {
        var name = new NameWriter(_question);
        _population.AppendOwner(ref name, zone, number);
        _questionLength = name.Name.Length;
    }

    private int AskOperator(int zone, RecordType type)
    {
        var operatorZone = _population.Operator(zone);
        Ask(operatorZone, type, Authoritative);
        return operatorZone;
    }

    private void AddStartOfAuthority(int zone)
    {
        Span<byte> octets = stackalloc byte[NameWriter.MaxNameLength];
        var name = octets[.._population.WriteName(zone, octets)];
        _records.StartOfAuthority(Section.Authority, name, _population.Operator(zone), zone, _seconds);
    }

    /// <summary>Servers that give full responses add the zone's NS RRset and its addresses to a positive answer.</summary>
    private void EndAnswer(int zone, int operatorZone)
    {
        if (Answer.Count(Section.Authority) > 0 || !_population.GivesFullResponses(operatorZone))
        {
            RequireRoom();
            return;
        }

        Span<byte> octets = stackalloc byte[NameWriter.MaxNameLength];
        var name = octets[.._population.WriteName(zone, octets)];
        _records.NameServers(Section.Authority, name, operatorZone, zone);
        AddServerAddresses(operatorZone, SecondsPerDay);
    }

    private static void AppendReversed(ref NameWriter name, uint address)
    {
        for (var i = 0; i < 4; i++) name.Label(default, (int)((address >> (8 * i)) & 0xFF));
    }

    private void RandomHex(Span<byte> digits) => ZoneRecords.Hex(digits, _random.Next(), _random.Next());

    private void RandomLabel(ref NameWriter name)
    {
        Span<byte> label = stackalloc byte[20];
        var length = 6 + _random.Below(label.Length - 5);
        foreach (ref var octet in label[..length]) octet = (byte)('a' + _random.Below(26));
        name.Label(label[..length]);
    }
}
