using System.Text;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Tests.Questions;
using Xunit;

namespace PassiveDns.Tui.Tests.Output;

public class NeighbourhoodJsonLinesTests
{
    [Fact]
    public void A_line_for_each_node_then_one_for_each_edge()
    {
        var source = new TestRRsets(NeighbourhoodTests.A("www.a.test", "192.0.2.1"), NeighbourhoodTests.Ns("a.test", "ns.b.test"));
        using var output = new MemoryStream();

        new NeighbourhoodJsonLines(output).Write(NeighbourhoodTests.Walk(source, "www.a.test", new NeighbourhoodLimits { Depth = 1 }));

        Assert.Equal(
            """
            {"node":"www.a.test.","kind":"name","depth":0,"walked":true,"shared_by":0,"shared":false,"left_out":0,"read_all":true}
            {"node":"192.0.2.1","kind":"address","depth":1,"walked":false}
            {"node":"a.test.","kind":"name","depth":1,"walked":false}
            {"edge":"A","from":"www.a.test.","to":"192.0.2.1","time_first":1772359200,"time_last":1772445600,"count":2}
            {"edge":"below","from":"www.a.test.","to":"a.test.","time_first":1772359200,"time_last":1772445600,"count":2}

            """.ReplaceLineEndings("\n"),
            Encoding.UTF8.GetString(output.ToArray()));
    }
}
