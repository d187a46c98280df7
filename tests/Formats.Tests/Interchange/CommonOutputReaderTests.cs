using System.Buffers;
using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Interchange;
using PassiveDns.Formats.Records;
using PassiveDns.Formats.Tests.Dns.RData;
using PassiveDns.Formats.Tests.Records;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Interchange;

public class CommonOutputReaderTests
{
    private const string Times = "\"time_first\":1,\"time_last\":2";

    public static TheoryData<string, string, string> Lines => new()
    {
        // why                                       line                                                            owner type bailiwick window count rdata
        { "dnstable and DNSDB",                      """{"count":5,"time_first":1,"time_last":2,"rrname":"www.example.com.","rrtype":"A","bailiwick":"example.com.","rdata":["192.0.2.2","192.0.2.1"]}""",
            "www.example.com. A example.com. 1000-2000 5 192.0.2.1 192.0.2.2" },
        { "rdata of dnstable: text alone",           """{"count":5,"time_first":1,"time_last":2,"rrname":"a.","rrtype":"NS","rdata":"ns1.example.com."}""", "a. NS - 1000-2000 5 ns1.example.com." },
        { "dnstable -R",                             """{"count":5,"time_first":1,"time_last":2,"rrname":"a.","rrtype":"A","rdata":"192.0.2.1","rdata_raw":"c0000201"}""", "a. A - 1000-2000 5 192.0.2.1" },
        { "CIRCL: no final dots, other keys",        """{"count":127814,"origin":"https://www.circl.lu/pdns/","time_first":1298398002,"rrtype":"CNAME","rrname":"www.microsoft.com","rdata":"toggle.www.ms.akadns.net","time_last":1389022792}""",
            "www.microsoft.com. CNAME - 1298398002000-1389022792000 127814 toggle.www.ms.akadns.net." },
        { "a whole zone file",                       """{"count":5,"zone_time_first":3,"zone_time_last":4,"rrname":"a.","rrtype":"NS","rdata":["b."]}""", "a. NS - 3000-4000 5 b." },
        { "both pairs: what sensors saw",            """{"count":5,"zone_time_first":3,"zone_time_last":4,"time_first":7,"time_last":9,"rrname":"a.","rrtype":"NS","rdata":["b."]}""", "a. NS - 7000-9000 5 b." },
        { "the draft's number for a type",           $$"""{{{Times}},"rrname":"a.","rrtype":65280,"rdata":["\\# 2 abcd"]}""", @"a. TYPE65280 - 1000-2000 1 \# 2 abcd" },
        { "a number of a type with a name",          $$"""{{{Times}},"rrname":"a.","rrtype":1,"rdata":["192.0.2.1"]}""", "a. A - 1000-2000 1 192.0.2.1" },
        { "a type that the sender did not know",     $$"""{{{Times}},"rrname":"a.","rrtype":"TYPE1","rdata":["\\# 4 c0000201"]}""", "a. A - 1000-2000 1 192.0.2.1" },
        { "letter case",                             $$"""{{{Times}},"rrname":"WWW.Example.","rrtype":"mx","rdata":["10 MAIL.Example."]}""", "www.example. MX - 1000-2000 1 10 mail.example." },
        { "a count of 0",                            $$"""{{{Times}},"count":0,"rrname":"a.","rrtype":"NS","rdata":["b."]}""", "a. NS - 1000-2000 1 b." },
        { "nulls",                                   $$"""{{{Times}},"count":null,"bailiwick":null,"zone_time_first":null,"rrname":"a.","rrtype":"NS","rdata":["b."]}""", "a. NS - 1000-2000 1 b." },
        { "an empty bailiwick",                      $$"""{{{Times}},"bailiwick":"","rrname":"a.","rrtype":"NS","rdata":["b."]}""", "a. NS - 1000-2000 1 b." },
        { "the root as bailiwick",                   $$"""{{{Times}},"bailiwick":".","rrname":"a.","rrtype":"NS","rdata":["b."]}""", "a. NS . 1000-2000 1 b." },
        { "milliseconds of MISP and ours",           $$"""{{{Times}},"time_first_ms":1250,"time_last_ms":2999,"rrname":"a.","rrtype":"NS","rdata":["b."]}""", "a. NS - 1250-2999 1 b." },
        { "milliseconds that say otherwise",         $$"""{{{Times}},"time_first_ms":7250,"time_last_ms":2999,"rrname":"a.","rrtype":"NS","rdata":["b."]}""", "a. NS - 1000-2999 1 b." },
        { "milliseconds alone",                      """{"time_first_ms":1250,"time_last_ms":2999,"rrname":"a.","rrtype":"NS","rdata":["b."]}""", "a. NS - 1250-2999 1 b." },
        { "the same record twice",                   $$"""{{{Times}},"rrname":"a.","rrtype":"NS","rdata":["b.","B","c."]}""", "a. NS - 1000-2000 1 b. c." },
        { "unknown keys of all kinds",               $$$"""{"x":{"rrname":"z.","obj":[1]},"y":[[{}]],"z":null,{{{Times}}},"rrname":"a.","rrtype":"NS","rdata":["b."],"sensor_id":"s"}""", "a. NS - 1000-2000 1 b." },
        { "ours with sightings",                     $$$"""{{{{Times}}},"rrname":"a.","rrtype":"NS","rdata":["b."],"ttl_min":1,"ttl_max":2,"sources":1,"status":"transfer","sightings":[{"sha256":"00","time_first":9,"status":"matched"}]}""", "a. NS - 1000-2000 1 b. transfer" },
        { "a status of ours",                        $$"""{{{Times}},"rrname":"a.","rrtype":"NS","rdata":["b."],"status":"unsolicited"}""", "a. NS - 1000-2000 1 b. unsolicited" },
        { "a status of somebody else",               $$"""{{{Times}},"rrname":"a.","rrtype":"NS","rdata":["b."],"status":"live"}""", "a. NS - 1000-2000 1 b." },
        { "the later of two keys",                   $$"""{{{Times}},"rrname":"b.","rrname":"a.","rrtype":"NS","rdata":["b."]}""", "a. NS - 1000-2000 1 b." },
        { "escapes of JSON",                         $$"""{{{Times}},"rrn\u0061me":"\u0061.","rrtype":"\u004eS","rdata":["\u0062."]}""", "a. NS - 1000-2000 1 b." },
        { "DNSDB in its framing",                    $$$"""{"obj":{{{{Times}}},"rrname":"a.","rrtype":"NS","rdata":["b."]}}""", "a. NS - 1000-2000 1 b." },
        { "framing with a condition",                $$$"""{"cond":"ongoing","obj":{{{{Times}}},"rrname":"a.","rrtype":"NS","rdata":["b."]},"msg":"m"}""", "a. NS - 1000-2000 1 b." },
        { "a text in quotes",                        $$"""{{{Times}},"rrname":"a.","rrtype":"TXT","rdata":["\"v=spf1 -all\" \"b\""]}""", "a. TXT - 1000-2000 1 \"v=spf1 -all\" \"b\"" },
        { "a text without quotes",                   $$"""{{{Times}},"rrname":"a.","rrtype":"TXT","rdata":"v=spf1 (a) -all \\ \"x\""}""", @"a. TXT - 1000-2000 1 ""v=spf1 (a) -all \\ \""x\""""" },
        { "quotes inside without escapes",           $$"""{{{Times}},"rrname":"a.","rrtype":"TXT","rdata":"\"he said \"hi\" twice\""}""", @"a. TXT - 1000-2000 1 ""he said \""hi\"" twice""" },
        { "a text outside ASCII",                    $$"""{{{Times}},"rrname":"a.","rrtype":"TXT","rdata":"\"\u00e9\""}""", @"a. TXT - 1000-2000 1 ""\195\169""" },
        { "no text",                                 $$"""{{{Times}},"rrname":"a.","rrtype":"TXT","rdata":""}""", "a. TXT - 1000-2000 1 \"\"" },
        { "octets of a text",                        $$"""{{{Times}},"rrname":"a.","rrtype":"TXT","rdata":"\\# 2 0161"}""", "a. TXT - 1000-2000 1 \"a\"" },
        { "escapes without quotes or blanks",        $$"""{{{Times}},"rrname":"a.","rrtype":"TXT","rdata":"a\\032b"}""", "a. TXT - 1000-2000 1 \"a b\"" },
    };

    [Theory, MemberData(nameof(Lines))]
    public void Reads_what_others_write(string why, string line, string expected)
    {
        var (rrsets, faults, _) = Read(line + "\n");
        Assert.True(faults.Count == 0, $"{why}: {string.Join(' ', faults)}");
        Assert.Equal(expected, Describe(Assert.Single(rrsets)));
    }

    public static TheoryData<string, string, CommonOutputFault> Refused => new()
    {
        { "no JSON",                       "hello",                                                                       CommonOutputFault.NotJson },
        { "JSON of another kind",          "[1,2]",                                                                       CommonOutputFault.NotJson },
        { "two objects",                   $$"""{{{Times}}} {}""",                                                        CommonOutputFault.NotJson },
        { "objects in objects in objects", string.Concat(Enumerable.Repeat("{\"a\":", 100)) + "1" + new string('}', 100), CommonOutputFault.NotJson },
        { "half a character",              $$"""{{{Times}},"rrname":"\ud800.","rrtype":"NS","rdata":["b."]}""",           CommonOutputFault.NotJson },
        { "an empty object",               "{}",                                                                          CommonOutputFault.Owner },
        { "no rrname",                     $$"""{{{Times}},"rrtype":"NS","rdata":["b."]}""",                              CommonOutputFault.Owner },
        { "a number for a name",           $$"""{{{Times}},"rrname":1,"rrtype":"NS","rdata":["b."]}""",                   CommonOutputFault.Owner },
        { "an empty label",                $$"""{{{Times}},"rrname":"a..b","rrtype":"NS","rdata":["b."]}""",              CommonOutputFault.Owner },
        { "no rrtype",                     $$"""{{{Times}},"rrname":"a.","rdata":["b."]}""",                              CommonOutputFault.Type },
        { "no type",                       $$"""{{{Times}},"rrname":"a.","rrtype":"NONSENSE","rdata":["b."]}""",          CommonOutputFault.Type },
        { "a number over 65535",           $$"""{{{Times}},"rrname":"a.","rrtype":65536,"rdata":["b."]}""",               CommonOutputFault.Type },
        { "no times",                      """{"rrname":"a.","rrtype":"NS","rdata":["b."]}""",                            CommonOutputFault.Time },
        { "one time",                      """{"time_first":1,"rrname":"a.","rrtype":"NS","rdata":["b."]}""",             CommonOutputFault.Time },
        { "a time below 0",                """{"time_first":-1,"time_last":2,"rrname":"a.","rrtype":"NS","rdata":["b."]}""", CommonOutputFault.Time },
        { "a time in words",               """{"time_first":"2026-11-23T09:14:00Z","time_last":2,"rrname":"a.","rrtype":"NS","rdata":["b."]}""", CommonOutputFault.Time },
        { "a time with a fraction",        """{"time_first":1.5,"time_last":2,"rrname":"a.","rrtype":"NS","rdata":["b."]}""", CommonOutputFault.Time },
        { "a time out of all ranges",      """{"time_first":1,"time_last":9223372036854775807,"rrname":"a.","rrtype":"NS","rdata":["b."]}""", CommonOutputFault.Time },
        { "the last before the first",     """{"time_first":3,"time_last":2,"rrname":"a.","rrtype":"NS","rdata":["b."]}""", CommonOutputFault.Time },
        { "a count in words",              $$"""{{{Times}},"count":"5","rrname":"a.","rrtype":"NS","rdata":["b."]}""",    CommonOutputFault.Count },
        { "a count below 0",               $$"""{{{Times}},"count":-5,"rrname":"a.","rrtype":"NS","rdata":["b."]}""",     CommonOutputFault.Count },
        { "a bailiwick elsewhere",         $$"""{{{Times}},"bailiwick":"b.","rrname":"a.","rrtype":"NS","rdata":["b."]}""", CommonOutputFault.Bailiwick },
        { "a bailiwick below",             $$"""{{{Times}},"bailiwick":"b.a.","rrname":"a.","rrtype":"NS","rdata":["b."]}""", CommonOutputFault.Bailiwick },
        { "a bailiwick that is no name",   $$"""{{{Times}},"bailiwick":["a."],"rrname":"a.","rrtype":"NS","rdata":["b."]}""", CommonOutputFault.Bailiwick },
        { "no rdata",                      $$"""{{{Times}},"rrname":"a.","rrtype":"NS"}""",                               CommonOutputFault.RData },
        { "an empty list",                 $$"""{{{Times}},"rrname":"a.","rrtype":"NS","rdata":[]}""",                    CommonOutputFault.RData },
        { "numbers in the list",           $$"""{{{Times}},"rrname":"a.","rrtype":"NS","rdata":["b.",1]}""",              CommonOutputFault.RData },
        { "rdata of another type",         $$"""{{{Times}},"rrname":"a.","rrtype":"A","rdata":["b."]}""",                 CommonOutputFault.RData },
        { "an exchange without preference", $$"""{{{Times}},"rrname":"a.","rrtype":"MX","rdata":"mail.example."}""",      CommonOutputFault.RData },
        { "a list in a list",              $$"""{{{Times}},"rrname":"a.","rrtype":"NS","rdata":[["b."]]}""",              CommonOutputFault.RData },
        { "a negative answer of ours",     $$"""{{{Times}},"rrname":"a.","qtype":"NS","rcode":"NXDOMAIN"}""",             CommonOutputFault.Type },
        { "a framing without an object",   """{"obj":[]}""",                                                              CommonOutputFault.None },
    };

    [Theory, MemberData(nameof(Refused))]
    public void Tells_what_cannot_be_used(string why, string line, CommonOutputFault expected)
    {
        var good = $$"""{{{Times}},"rrname":"good.","rrtype":"NS","rdata":["b."]}""";

        var (rrsets, faults, _) = Read($"{good}\n{line}\n{good}\n");

        Assert.True(rrsets.Count == 2, why);
        Assert.Equal(expected == CommonOutputFault.None ? [] : [(2, expected)], faults);
        Assert.NotEmpty(CommonOutputFaultText.Of(expected));
    }

    public static TheoryData<string, string, StreamEnding> Endings => new()
    {
        { "plain lines",                  $$"""{{{Times}},"rrname":"a.","rrtype":"NS","rdata":["b."]}""" + "\n",        StreamEnding.Unsaid },
        { "all of it",                    """{"cond":"begin"}|{"obj":{}}|{"cond":"succeeded"}|""",                       StreamEnding.Succeeded },
        { "a limit",                      """{"cond":"begin"}|{"cond":"limited","msg":"Result limit reached"}|""",       StreamEnding.Limited },
        { "a failure",                    """{"cond":"begin"}|{"cond":"failed"}|""",                                     StreamEnding.Failed },
        { "cut",                          """{"cond":"begin"}|{"msg":"still here"}|""",                                  StreamEnding.Missing },
        { "cut, without a beginning",     """{"obj":{}}|""",                                                             StreamEnding.Missing },
        { "two answers, the first cut short", """{"cond":"begin"}|{"cond":"limited"}|--|{"cond":"begin"}|{"cond":"succeeded"}|""", StreamEnding.Limited },
        { "two answers, the second cut",  """{"cond":"begin"}|{"cond":"succeeded"}|{"cond":"begin"}|""",                 StreamEnding.Missing },
    };

    [Theory, MemberData(nameof(Endings))]
    public void Tells_how_the_stream_ends(string why, string lines, StreamEnding expected)
    {
        var (_, _, reader) = Read(lines.Replace('|', '\n'));
        Assert.True(expected == reader.Ending, $"{why}: {reader.Ending}");
        if (expected == StreamEnding.Limited && why == "a limit") Assert.Equal("Result limit reached", reader.EndingMessage);
    }

    [Fact]
    public void Blank_lines_marks_and_a_byte_order_mark_are_passed_over()
    {
        var line = $$"""{{{Times}},"rrname":"a.","rrtype":"NS","rdata":["b."]}""";

        var (rrsets, faults, _) = Read($"\uFEFF{line}\r\n\r\n  \n++ rrset/name/a\n {line}\n-- NOERROR (end)\n--\n{line}");

        Assert.Equal(3, rrsets.Count);
        Assert.Empty(faults);
    }

    [Fact]
    public void A_stream_that_ends_in_a_line_says_so_at_every_octet()
    {
        var line = $$"""{{{Times}},"rrname":"a.","rrtype":"NS","rdata":["b."]}""";
        for (var length = 1; length < line.Length; length++)
        {
            var (rrsets, faults, _) = Read($"{line}\n{line[..length]}");
            Assert.Single(rrsets);
            Assert.Equal((2, CommonOutputFault.Cut), Assert.Single(faults));
        }
    }

    [Fact]
    public void A_line_and_records_without_bounds_are_passed_over()
    {
        var line = $$"""{{{Times}},"rrname":"a.","rrtype":"NS","rdata":["b."]}""";
        var endless = line[..^1] + ",\"x\":\"" + new string('a', CommonOutputReader.MaxLineLength) + "\"}";
        // Each text of 20 octets makes 8,197.
        var ports = string.Join(',', Enumerable.Range(0, 1_000).Select(i => $"\"10.0.{i / 250}.{i % 250} 6 65535\""));
        var heavy = $$"""{{{Times}},"rrname":"a.","rrtype":"WKS","rdata":[{{ports}}]}""";

        var (rrsets, faults, _) = Read($"{line}\n{endless}\n{heavy}\n{line}\n");

        Assert.Equal(2, rrsets.Count);
        Assert.Equal([(2, CommonOutputFault.TooLong), (3, CommonOutputFault.TooLong)], faults);
    }

    /// <summary>Whatever an archive holds and says of it is read back: names and rdata of any octets, of all types, and the figures.</summary>
    [Fact]
    public void Gives_back_what_we_write()
    {
        const int records = 100_000;
        var random = new Random(20_261_126);
        var generator = new RDataGenerator(seed: 8_501);
        var types = RDataTypes.All.Where(type => RDataTypes.Fields(type).Length > 0).Append((RRType)65_280).ToArray();
        var format = new CommonOutputFormat { WithStatus = true, SensorId = "s \" \\ \u2028" };
        var output = new ArrayBufferWriter<byte>(64 << 20);
        var written = new List<string>();
        for (var i = 0; i < records; i++)
        {
            var rrset = Hostile(random, generator, types[i % types.Length]);
            format.Write(rrset, output);
            written.Add(Exactly(rrset));
        }

        var reader = new CommonOutputReader(new MemoryStream(output.WrittenSpan.ToArray()));
        var differences = new List<string>();
        var read = 0;
        for (; reader.TryRead(out var rrset); read++)
        {
            var exactly = rrset is null ? $"line {reader.LineNumber}: {reader.Fault}" : Exactly(rrset);
            if (read >= written.Count || exactly != written[read]) differences.Add($"{(read < written.Count ? written[read] : "")}\n  {exactly}");
        }

        Assert.Equal(records, read);
        Assert.True(differences.Count == 0, $"{differences.Count}\n{string.Join('\n', differences.Take(5))}");
    }

    /// <summary>Whatever the octets: no exception, and every line is an RRset, a framing, or told.</summary>
    [Fact]
    public void Any_octets_are_RRsets_or_told()
    {
        string[] pieces =
        [
            "{", "}", "[", "]", "\"", ":", ",", "\\", "\\u0000", "\\ud800", "null", "true", "-1", "1e9", "99999999999999999999", "\"cond\":\"begin\",", "\"obj\":", "\"rrname\":", "\"rrtype\":", "\"rdata\":",
            "\"time_first\":", "\"bailiwick\":\".\",", "\0", "\u00e9", " ", "\t", "\n", "--",
        ];
        var random = new Random(5);
        var lines = Lines.Select(row => row.Data.Item2).ToArray();
        var (usable, told) = (0, 0);
        for (var round = 0; round < 20_000; round++)
        {
            var octets = new List<byte>(Encoding.UTF8.GetBytes(lines[random.Next(lines.Length)]));
            for (var changes = random.Next(5); changes > 0; changes--)
            {
                var at = random.Next(octets.Count);
                if (random.Next(3) == 0) octets[at] = (byte)random.Next(256);
                else if (random.Next(2) == 0) octets.RemoveRange(at, Math.Min(random.Next(20), octets.Count - at));
                else octets.InsertRange(at, Encoding.UTF8.GetBytes(pieces[random.Next(pieces.Length)]));
                if (octets.Count == 0) octets.Add((byte)' ');
            }

            var reader = new CommonOutputReader(new MemoryStream([.. octets]));
            while (reader.TryRead(out var rrset))
            {
                Assert.Equal(rrset is null, reader.Fault != CommonOutputFault.None);
                if (rrset is null) told++;
                else usable++;
                if (rrset is not null) Assert.NotEmpty(Describe(rrset));
            }
        }

        Assert.InRange(usable, 2_000, 30_000);
        Assert.InRange(told, 2_000, 30_000);
    }

    [Fact]
    public void A_line_takes_no_more_from_the_heap_than_its_RRset()
    {
        var line = $$"""{{{Times}},"count":5,"rrname":"www.example.com.","rrtype":"NS","bailiwick":"com.","rdata":["ns1.example.com.","ns2.example.com."],"sensor_id":"s"}""" + "\n";
        var reader = new CommonOutputReader(new MemoryStream(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(line, 1_001)))));
        reader.TryRead(out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) Assert.True(reader.TryRead(out var rrset) && rrset is not null);

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 1_000, 1, 400);
    }

    private static RRset Hostile(Random random, RDataGenerator generator, RRType type)
    {
        var pieces = HostileText.Pieces;
        var owner = new List<byte>();
        for (var labels = random.Next(5); labels > 0; labels--)
        {
            var label = random.Next(3) == 0 ? pieces[random.Next(pieces.Count)].Octets : [(byte)random.Next(256), (byte)random.Next(256)];
            owner.AddRange([(byte)label.Length, .. label]);
        }

        owner.Add(0);
        var name = owner.ToArray();
        DomainName.ToLower(name);
        var rdatas = Enumerable.Range(0, random.Next(1, 4)).Select(_ => RData(random, generator, type)).ToList();
        rdatas.Sort((a, b) => RDataOrder.Compare(a, b));
        for (var i = rdatas.Count - 1; i > 0; i--)
        {
            if (rdatas[i].AsSpan().SequenceEqual(rdatas[i - 1])) rdatas.RemoveAt(i);
        }

        var first = random.NextInt64(random.Next(2) == 0 ? 4_000_000_000_000 : long.MaxValue - 1_000);
        var last = first + random.NextInt64(Math.Min(10_000_000, long.MaxValue - 1_000 - first) + 1);
        var ttl = (uint)random.NextInt64(uint.MaxValue);
        return RRsets.Make(DomainNameFormat.ToText(name), type, random.Next(2) == 0 ? null : random.Next(DomainName.LabelCount(name) + 1), [.. rdatas],
            new Sighting(0, (SightingStatus)random.Next(5), Vantage.Imported, new TimeWindow(first, last, random.Next(2) == 0 ? 1 : random.NextInt64(1, long.MaxValue)), 0, ttl, ttl + (uint)random.Next(2)));
    }

    /// <summary>Well-formed, cut, or any octets.</summary>
    private static byte[] RData(Random random, RDataGenerator generator, RRType type)
    {
        var rdata = generator.Next(type);
        if (type == (RRType)65_280) random.NextBytes(rdata = new byte[random.Next(30)]);
        if (random.Next(8) == 0) rdata = rdata[..random.Next(rdata.Length + 1)];
        var canonical = new byte[RDataCanonical.MaxLength(type, rdata.Length)];
        RDataCanonical.TryWrite(type, rdata, 0, rdata.Length, canonical, out var length);
        return canonical[..length];
    }

    private static string Exactly(RRset rrset) => $"{Convert.ToHexStringLower(rrset.Key)} {rrset.Sightings.Single()}";

    private static (List<RRset> RRsets, List<(long, CommonOutputFault)> Faults, CommonOutputReader Reader) Read(string text)
    {
        var reader = new CommonOutputReader(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        var rrsets = new List<RRset>();
        var faults = new List<(long, CommonOutputFault)>();
        while (reader.TryRead(out var rrset))
        {
            if (rrset is null) faults.Add((reader.LineNumber, reader.Fault));
            else rrsets.Add(rrset);
        }

        return (rrsets, faults, reader);
    }

    private static string Describe(RRset rrset)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        var text = new StringBuilder(DomainNameFormat.ToText(name[..rrset.ReadOwner(name)]));
        text.Append($" {RDataTypes.Mnemonic(rrset.Type)} ");
        text.Append(rrset.ReadBailiwick(name) is > 0 and var length ? DomainNameFormat.ToText(name[..length]) : "-");
        text.Append($" {rrset.Window.FirstMilliseconds}-{rrset.Window.LastMilliseconds} {rrset.Window.Count}");
        var set = rrset.RDataSet;
        while (RRsetKey.TryReadRData(ref set, out var rdata)) text.Append($" {RDataFormat.ToText(rrset.Type, rdata)}");
        if (rrset.Status != SightingStatus.Matched) text.Append($" {rrset.Status.ToString().ToLowerInvariant()}");
        Assert.Equal(Vantage.Imported, Assert.Single(rrset.Sightings).Vantage);
        return text.ToString();
    }
}
