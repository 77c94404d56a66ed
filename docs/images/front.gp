# The picture in README.md, from the front.csv that scripts/quickstart.sh leaves:
#   gnuplot -e "csv='front.csv'" docs/images/front.gp > docs/images/front.svg
set terminal svg size 760,400 font 'sans-serif,13' background '#ffffff' noenhanced
set datafile separator ','
set title 'Llama-2-7B at the edge: the front of 172,800 designs'
set xlabel 'energy of 256 tokens of prefill and 20 of decode (J)'
set ylabel 'latency (s)'
set logscale y 2
set xrange [9:40]
set yrange [1.7:24]
set grid lc rgb '#dddddd'
set border 3
set tics nomirror
set key outside right top title 'weights' samplen 1
color(t) = t eq 'bitmod3' ? 0xd1495b : t eq 'bitmod4' ? 0xedae49 : t eq 'int6' ? 0x2e86ab : 0x5b5f97
perplexity(t) = system(sprintf("awk -F, 'NR == 1 {for (i = 1; i <= NF; ++i) c[$i] = i; next} $c[\"weights_datatype\"] == \"%s\" && $c[\"weights_group_size\"] == 128 {print $c[\"perplexity\"]; exit}' %s", t, csv))
plot for [t in "int8 int6 bitmod4 bitmod3"] csv using \
  (strcol("weights_datatype") eq t && strcol("weights_group_size") eq "128" ? column("energy_j") : NaN):(column("latency_s")) \
  with points pt 7 ps 0.45 lc rgb color(t) title sprintf("%s, perplexity %s", t, perplexity(t))
