using System.Buffers;
using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Dns;

public class DnsMessageTextTests
{
    private static readonly byte[] Response = Hex.Octets(
        """
        1234 8580 0001 0002 0001 0002
        03575777 076578616d706c65 00 0001 0001
        c00c 0005 0001 0000012c 0006 03776562 c010
        c029 0001 0001 ffffffff 0004 c0000201
        c010 0002 0001 00015180 0006 036e7331 c010
        c04b 0010 0001 00000e10 0007 06 1b5d32226100
        00 0029 04d0 01008000 000c 000a 0008 2464c4abcf10c957
        """.ReplaceLineEndings(" "));

    private const string ResponseText =
        """
        ;; opcode: QUERY, status: NOERROR, id: 4660
        ;; flags: qr aa rd ra; QUESTION: 1, ANSWER: 2, AUTHORITY: 1, ADDITIONAL: 2

        ;; QUESTION
        ;WWw.example. IN A

        ;; ANSWER
        WWw.example. 300 IN CNAME web.example.
        web.example. 4294967295 IN A 192.0.2.1

        ;; AUTHORITY
        example. 86400 IN NS ns1.example.

        ;; ADDITIONAL
        ns1.example. 3600 IN TXT "\027]2\"a\000"
        ; EDNS: version 0, flags: do; udp 1232, extended status BADVERS
        ; COOKIE: client 2464c4abcf10c957

        """;

    [Fact]
    public void A_message_is_written_in_the_manner_of_dig() => Assert.Equal(ResponseText.ReplaceLineEndings("\n"), Write(Response));

    public static TheoryData<string, string, string> Messages => new()
    {
        // why                                     octets                                                  text, its lines joined by a bar
        { "nothing",                               "",                                                     "||;; FAULT at octet 0: it ends too early" },
        { "half a header",                         "1234 8180 0000",                                       "|;; FAULT at octet 6: it ends too early||;; 6 octets not read: 123481800000" },
        { "a header of zeros",                     "0000 0000 0000 0000 0000 0000",                        ";; opcode: QUERY, status: NOERROR, id: 0|;; flags:; QUESTION: 0, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0" },
        { "a header of ones, and no question",     "ffff ffff 0001 0000 0000 0000",                        ";; opcode: OPCODE15, status: RCODE15, id: 65535|;; flags: qr aa tc rd ra z ad cd; QUESTION: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0||;; QUESTION||;; FAULT at octet 12: it ends too early" },
        { "three questions (RFC 9619 allows one)", "0001 0000 0003 0000 0000 0000 0161 00 0001 0001 00 00ff 0003 c00c fffe fffe",
            ";; opcode: QUERY, status: NOERROR, id: 1|;; flags:; QUESTION: 3, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0||;; QUESTION|;a. IN A|;. CH ANY|;a. CLASS65534 TYPE65534" },
        { "a question whose name points forward",  "0001 2800 0001 0000 0000 0000 c00e 0001 0001",
            ";; opcode: UPDATE, status: NOERROR, id: 1|;; flags:; QUESTION: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0||;; QUESTION||;; FAULT at octet 12: a compression pointer that does not point back||;; 6 octets not read: c00e00010001" },
        { "a record cut short behind a good one",  "0001 8000 0000 0002 0000 0000 00 0001 0001 00000001 0004 c0000201 00 0001 0001 00",
            ";; opcode: QUERY, status: NOERROR, id: 1|;; flags: qr; QUESTION: 0, ANSWER: 2, AUTHORITY: 0, ADDITIONAL: 0||;; ANSWER|. 1 IN A 192.0.2.1||;; FAULT at octet 32: it ends too early||;; 6 octets not read: 000001000100" },
        { "octets behind the last record",         "0001 8000 0000 0001 0000 0000 00 0001 0001 00000001 0004 c0000201 61",
            ";; opcode: QUERY, status: NOERROR, id: 1|;; flags: qr; QUESTION: 0, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 0||;; ANSWER|. 1 IN A 192.0.2.1||;; 1 octet behind the last record: 61" },
        { "rdata that does not fit",               "0001 8003 0000 0001 0000 0000 00 0001 0001 00000001 0003 c00002",
            @";; opcode: QUERY, status: NXDOMAIN, id: 1|;; flags: qr; QUESTION: 0, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 0||;; ANSWER|. 1 IN A \# 3 c00002 ; does not fit its type" },
        { "a record without rdata (RFC 2136)",     "0001 a800 0000 0001 0000 0000 00 00ff 00fe 00000000 0000",
            @";; opcode: UPDATE, status: NOERROR, id: 1|;; flags: qr; QUESTION: 0, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 0||;; ANSWER|. 0 NONE ANY \# 0" },
        { "names in rdata keep their letter case", "0001 8000 0000 0001 0000 0000 0141 00 0002 0001 00000001 0004 0142 c00c",
            ";; opcode: QUERY, status: NOERROR, id: 1|;; flags: qr; QUESTION: 0, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 0||;; ANSWER|A. 1 IN NS B.A." },
        { "an OPT that is not the root's",         "0001 8000 0000 0000 0000 0001 0161 00 0029 0200 00000000 0000",
            ";; opcode: QUERY, status: NOERROR, id: 1|;; flags: qr; QUESTION: 0, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 1||;; ADDITIONAL|; OPT of a.|; EDNS: version 0, flags:; udp 512" },
        { "a signed message",                      "0001 8000 0000 0000 0000 0001 0161 00 00fa 00ff 00000000 0017 04686d6163 00 00005f5e1000 012c 0001 ff 1234 0010 0000",
            ";; opcode: QUERY, status: NOERROR, id: 1|;; flags: qr; QUESTION: 0, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 1||;; ADDITIONAL|a. 0 ANY TSIG hmac. 1600000000 300 1 /w== 4660 BADSIG 0" },
    };

    [Theory, MemberData(nameof(Messages))]
    public void What_is_wrong_is_said_where_it_stands(string why, string octets, string expected)
    {
        var text = Write(Hex.Octets(octets)).TrimEnd('\n').Replace('\n', '|');

        Assert.True(text.TrimStart('|') == expected.TrimStart('|'), $"{why}: {text}");
    }

    [Fact]
    public void Every_prefix_is_the_start_of_the_text_and_what_is_wrong()
    {
        var whole = ResponseText.ReplaceLineEndings("\n").Split('\n');
        for (var length = DnsHeader.Length; length < Response.Length; length++)
        {
            var lines = Write(Response[..length]).Split('\n');
            var fault = Array.FindIndex(lines, line => line.StartsWith(";; FAULT at octet ", StringComparison.Ordinal));
            Assert.InRange(fault, 3, whole.Length);
            var good = lines.Take(fault).ToArray();
            Assert.Equal(whole.Take(good.Length - 1), good[..^1]);
            Assert.InRange(length - int.Parse(lines[fault][18..].Split(':')[0], System.Globalization.CultureInfo.InvariantCulture), 0, 20);
        }
    }

    /// <summary>Every prefix of every message that wants to be slow or long, and changed octets of an honest one.</summary>
    [Fact]
    public void Text_is_printable_and_at_most_64_times_its_message()
    {
        var random = new Random(9);
        for (var round = 0; round < 20_000; round++)
        {
            var message = Response[..random.Next(Response.Length + 1)];
            for (var changes = random.Next(6); changes > 0 && message.Length > 0; changes--) message[random.Next(message.Length)] = (byte)random.Next(256);
            Check(message);
        }

        foreach (var (_, _, message) in HostileMessages.All)
        {
            Check(message);
            for (var length = 1; length < message.Length; length *= 3) Check(message[..length]);
        }
    }

    [Fact]
    public void Text_that_is_cut_says_so()
    {
        var message = HostileMessages.All.Single(hostile => hostile.Name == "bitmaps").Message;
        var text = Write(message);

        Assert.EndsWith("\n;; the text ends here: it would be too long\n", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, (DnsMessageText.MaxExpansion - 1) * message.Length, DnsMessageText.MaxExpansion * message.Length);
    }

    private static void Check(byte[] message)
    {
        var output = new ArrayBufferWriter<byte>();
        DnsMessageText.Write(message, output);

        Assert.InRange(output.WrittenCount, 1, DnsMessageText.MaxExpansion * Math.Max(message.Length, DnsHeader.Length));
        Assert.True(output.WrittenSpan.IndexOfAnyExcept(Allowed) < 0, Convert.ToHexString(message.AsSpan(0, Math.Min(64, message.Length))));
    }

    private static readonly SearchValues<byte> Allowed = SearchValues.Create([(byte)'\n', .. Enumerable.Range(' ', 95).Select(octet => (byte)octet)]);

    private static string Write(byte[] message)
    {
        var output = new ArrayBufferWriter<byte>();
        DnsMessageText.Write(message, output);
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }
}
