// SPDX-License-Identifier: Apache-2.0
// The public data sets that ambulo fetch knows. Licences are quoted from the data sets' own files.
#include "toolchain/recordings/fetch.h"

namespace ambulo::recordings {

const std::vector<PublicDataSet>& fetch_catalog() {
  static const std::vector<PublicDataSet> catalog = [] {
    PublicDataSet hapt;
    hapt.name = "hapt";
    hapt.title =
        "Smartphone-Based Recognition of Human Activities and Postural Transitions: 30 people, 61 "
        "recordings, phone on the waist, 50 Hz, six activities and six transitions";
    hapt.home = "https://archive.ics.uci.edu/dataset/341";
    hapt.licence = "publications must cite it; distributed AS-IS; any commercial use is prohibited";
    hapt.citation =
        "J.-L. Reyes-Ortiz, L. Oneto, A. Sama, X. Parra, D. Anguita. Transition-Aware Human "
        "Activity Recognition Using Smartphones. Neurocomputing, Springer, 2015.";
    hapt.url =
        "https://archive.ics.uci.edu/static/public/341/"
        "smartphone+based+recognition+of+human+activities+and+postural+transitions.zip";
    hapt.bytes = 79596192;
    hapt.sha256 = "4ac4ae064227c07045a99551876b54d204837e995e298b6488559e209b3deb09";

    PublicDataSet uci_har;
    uci_har.name = "uci_har";
    uci_har.title =
        "Human Activity Recognition Using Smartphones: the same 30 people, cut into filtered "
        "windows of 128 samples, six activities";
    uci_har.home = "https://archive.ics.uci.edu/dataset/240";
    uci_har.licence =
        "publications must cite it; distributed AS-IS; any commercial use is prohibited";
    uci_har.citation =
        "D. Anguita, A. Ghio, L. Oneto, X. Parra, J. L. Reyes-Ortiz. Human Activity Recognition on "
        "Smartphones using a Multiclass Hardware-Friendly Support Vector Machine. IWAAL 2012.";
    uci_har.url =
        "https://archive.ics.uci.edu/static/public/240/"
        "human+activity+recognition+using+smartphones.zip";
    uci_har.bytes = 61005872;
    uci_har.sha256 = "c00b803081a5c797cd5e4b83700a9810b38d53d9d84e01917e090e1fdbc81031";
    uci_har.inner_archive = "UCI HAR Dataset.zip";
    uci_har.inner_sha256 = "2045e435c955214b38145fb5fa00776c72814f01b203fec405152dac7d5bfeb0";

    PublicDataSet motion_sense;
    motion_sense.name = "motion_sense";
    motion_sense.title =
        "MotionSense, part A (DeviceMotion): 24 people, 360 recordings, phone in the front trouser "
        "pocket, 50 Hz, six activities with jogging and without lying";
    motion_sense.home = "https://github.com/mmalekzadeh/motion-sense";
    motion_sense.licence = "MIT; its authors ask for a citation";
    motion_sense.citation =
        "M. Malekzadeh, R. G. Clegg, A. Cavallaro, H. Haddadi. Mobile Sensor Data Anonymization. "
        "IoTDI 2019.";
    motion_sense.url =
        "https://github.com/mmalekzadeh/motion-sense/raw/master/data/A_DeviceMotion_data.zip";
    motion_sense.content_folder = "A_DeviceMotion_data";
    motion_sense.content_sha256 =
        "08ea99d7756b1c174a9bf39666776da372c18f8d4422bd96db1880da2af612e0";
    return std::vector<PublicDataSet>{hapt, uci_har, motion_sense};
  }();
  return catalog;
}

}  // namespace ambulo::recordings
