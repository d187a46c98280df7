namespace PassiveDns.Benchmarks.Workload;

/// <summary>
/// Three resolvers that ask the authorities of a <see cref="DomainPopulation"/>: each call of <see cref="Next"/> makes
/// one query and its response. The shares stand in the constants.
/// </summary>
internal sealed partial class ResolverTraffic
{
    // What is asked, in 1,000 exchanges; the rest are ordinary questions about a domain.
    private const int RootReferrals = 3;
    private const int Referrals = 165;
    private const int UnknownDomains = 40;
    private const int UnknownNames = 75;
    private const int UnlistedAddresses = 35;
    private const int DisposableNames = 270;
    private const int ReverseNames = 25;

    // How it is asked, in 1,000.
    private const int OverTcpAnyway = 11;
    private const int IPv6Preferred = 345; // where the server has an IPv6 address
    private const int WithEdns = 900;
    private const int WithDnssec = 700;

    private const int EdnsPayloadSize = 1_232;
    private const int PlainPayloadSize = 512; // RFC 1035 section 4.2.1
    private const int EdnsLength = 11;
    private const ushort Response = 0x8000;
    private const ushort Authoritative = 0x0400;
    private const ushort NameError = 3;
    private const int MixedCaseResolver = 4; // of five draws: one resolver in five randomises the case ("0x20")
    private const ulong GatewayMac = 0x02_00_00_00_00_01;
    private const ulong ResolverMac = 0x02_00_00_00_01_00;

    private readonly DomainPopulation _population;
    private readonly SplitMix64 _random;
    private readonly ZipfDistribution _popularity = new(DomainPopulation.Domains, 20);
    private readonly ZipfDistribution _disposablePopularity = new(DomainPopulation.Disposables, 3);
    private readonly ZoneRecords _records;
    private readonly long _start;
    private readonly byte[] _question = new byte[NameWriter.MaxNameLength];
    private int _questionLength;
    private bool _edns;
    private int _limit;
    private long _seconds;

    public ResolverTraffic(WorkloadOptions options)
    {
        _population = new DomainPopulation(SplitMix64.Mix(options.Seed));
        _random = new SplitMix64(options.Seed);
        _start = options.StartMicroseconds;
        _records = new ZoneRecords(_population, Answer, _random, (uint)(_start / 1_000_000));
    }

    public MessageBuilder Query { get; } = new();

    public MessageBuilder Answer { get; } = new();

    public Endpoint Resolver { get; private set; }

    public Endpoint Server { get; private set; }

    public bool OverTcp { get; private set; }

    /// <summary>Whether the response holds an EDNS record, which is no data.</summary>
    public bool HasEdns => _edns;

    public bool IsNameError { get; private set; }

    /// <summary>Microseconds.</summary>
    public int RoundTrip { get; private set; }

    private ReadOnlySpan<byte> Question => _question.AsSpan(0, _questionLength);

    /// <param name="time">Microseconds since 1970.</param>
    public void Next(long time)
    {
        _seconds = (time - _start) / 1_000_000;
        var draw = _random.Below(1_000);
        if ((draw -= RootReferrals) < 0) Refer(1 + _random.Below(DomainPopulation.TopLevelDomainCount));
        else if ((draw -= Referrals) < 0) Refer(PopularDomain());
        else if ((draw -= UnknownDomains) < 0) DenyDomain();
        else if ((draw -= UnknownNames) < 0) DenyName();
        else if ((draw -= UnlistedAddresses) < 0) DenyListing();
        else if ((draw -= DisposableNames) < 0) AnswerDisposable();
        else if (draw < ReverseNames) AnswerReverse();
        else AnswerDomain(PopularDomain());

        if (_edns) Answer.Edns(EdnsPayloadSize, _records.DnssecOk);
    }

    /// <summary>How often the next query follows the last at once, because one visit needs many names.</summary>
    public int NextBurst() => 1 + _random.Below(16);

    /// <returns>Microseconds between the queries of one visit.</returns>
    public int NextGap() => 50 + _random.Below(8_000);

    /// <returns>A number below <paramref name="bound"/> for what the exchange leaves open: jitter, split points.</returns>
    public int Draw(int bound) => _random.Below(bound);

    private int PopularDomain() => DomainPopulation.Domain(_popularity.Draw(_random));

    /// <summary>Chooses server, resolver and transport; writes the query, and the response up to its question.</summary>
    private void Ask(int operatorZone, RecordType type, ushort flags)
    {
        var server = _random.Below(_population.ServerCount(operatorZone));
        var isIPv6 = _population.ServerHasIPv6(operatorZone, server) && _random.Chance(IPv6Preferred);
        var resolver = _random.Below(5);

        Resolver = new Endpoint(
            isIPv6,
            ResolverAddress(isIPv6, resolver / 2),
            (ushort)(1_024 + _random.Below(64_512)),
            ResolverMac + (ulong)(resolver / 2));
        Server = new Endpoint(
            isIPv6,
            isIPv6 ? _population.ServerIPv6(operatorZone, server) : _population.ServerIPv4(operatorZone, server),
            53,
            GatewayMac);
        OverTcp = _random.Chance(OverTcpAnyway);
        RoundTrip = _population.RoundTrip(operatorZone) + _random.Below(2_000);
        IsNameError = (flags & 15) == NameError;
        _edns = _random.Chance(WithEdns);
        _records.DnssecOk = _edns && _random.Chance(WithDnssec);
        _limit = (_edns ? EdnsPayloadSize : PlainPayloadSize) - EdnsLength;
        if (OverTcp) LiftLimit();

        if (resolver == MixedCaseResolver) MixCase();
        var id = (ushort)_random.Next();
        Query.Begin(id, 0, Question, type);
        if (_edns) Query.Edns(EdnsPayloadSize, _records.DnssecOk);
        Answer.Begin(id, (ushort)(Response | flags), Question, type);
    }

    private static UInt128 ResolverAddress(bool isIPv6, int resolver) => isIPv6
        ? new UInt128(0x20010DB8_FFFF0000, 0x35 + (ulong)resolver)
        : 0xC0000235 + (uint)resolver; // 192.0.2.53, RFC 5737

    private void MixCase()
    {
        for (var at = 0; _question[at] != 0; at += 1 + _question[at])
            foreach (ref var octet in _question.AsSpan(at + 1, _question[at]))
                if (octet is >= (byte)'a' and <= (byte)'z' && _random.Chance(500))
                    octet ^= 0x20;
    }

    private void LiftLimit()
    {
        OverTcp = true;
        _limit = MessageBuilder.MaxMessageLength - EdnsLength;
    }

    /// <summary>Server addresses after all that must be in the response: what is too long without them comes over TCP.</summary>
    private void AddServerAddresses(int operatorZone, uint ttl)
    {
        RequireRoom();
        _records.ServerAddresses(operatorZone, ttl, _limit);
    }

    private void RequireRoom()
    {
        if (Answer.Message.Length > _limit) LiftLimit();
    }
}
