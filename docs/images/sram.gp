# The picture in docs/questions.md, from
#   for corner in low typical high; do
#     bitpareto evaluate configs/questions/how-much-sram.yaml --sum --format csv --at $corner -o sram-$corner.csv
#   done
#   gnuplot docs/images/sram.gp > docs/images/sram.svg
set terminal svg size 760,400 font 'sans-serif,13' background '#ffffff' noenhanced
set datafile separator ','
set title 'A prompt of 1,024 tokens and 128 more: every buffer, at low, typical and high constants'
set xlabel 'time to first token (s)'
set ylabel 'energy (J)'
set xrange [3:8]
set yrange [0:100]
set grid lc rgb '#dddddd'
set border 3
set tics nomirror
set key outside right top title 'constants, clock' samplen 1
color(c) = c eq 'high' ? 0xd1495b : c eq 'typical' ? 0xedae49 : 0x2e86ab
plot for [c in "high typical low"] for [f in "500000000 1000000000"] sprintf('sram-%s.csv', c) using \
  (strcol("clock_hz") eq f && column("feasible") == 1 ? column("ttft_s") : NaN):(column("energy_j")) \
  with points pt (f eq "500000000" ? 6 : 7) ps 0.6 lc rgb color(c) \
  title sprintf("%s, %s", c, f eq "500000000" ? "500 MHz" : "1 GHz")
